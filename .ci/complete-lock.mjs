// Run after `npm install`, where the registry at hand does not serve packages of other platforms: npm then leaves them out of
// package-lock.json, and `npm ci` refuses the file everywhere. Adds what an installation on those platforms would need.
import { readFileSync, writeFileSync } from 'node:fs';

const LOCK = new URL('../package-lock.json', import.meta.url);
const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = [
  'arm64',
  'arm',
  'x64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
];

const lock = JSON.parse(readFileSync(LOCK, 'utf8'));
let added = 0;
for (const [, parent] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    if (lock.packages[path] !== undefined || !/^\d/.test(version)) continue;
    const words = name.split(/[-/]/);
    const system = SYSTEMS.filter((known) => words.includes(known));
    const processor = PROCESSORS.filter((known) => words.includes(known));
    if (system.length + processor.length === 0) continue;
    lock.packages[path] = {
      version,
      ...(parent.dev && { dev: true }),
      optional: true,
      ...(processor.length > 0 && { cpu: processor }),
      ...(system.length > 0 && { os: system }),
      ...(words.includes('musl') && { libc: ['musl'] }),
    };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added to package-lock.json`);
