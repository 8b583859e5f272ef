import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const LAYER = join(import.meta.dirname, 'duckdb');
/** What npm calls the processors of functions. */
const CPU = { arm64: 'arm64', x86_64: 'x64' } as const;

/**
 * The folder of the DuckDB layer for a processor: fetched once by npm, which holds every file to the SHA-512 in the layer's
 * own lock, then kept until that lock changes. Needs the network only the first time.
 */
export async function fetchLayer(architecture: keyof typeof CPU): Promise<string> {
  const lock = await readFile(join(LAYER, 'package-lock.json'));
  const version = createHash('sha256').update(lock).digest('hex');
  const folder = join(LAYER, 'built', architecture);
  const mark = join(LAYER, 'built', `${architecture}.version`);
  const built = await readFile(mark, 'utf8').catch(() => undefined);
  if (built === version) return folder;
  // Lambda puts a layer below /opt, and looks for modules in /opt/nodejs.
  const modules = join(folder, 'nodejs');
  await rm(folder, { recursive: true, force: true });
  await mkdir(modules, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    await copyFile(join(LAYER, file), join(modules, file));
  const platform = ['--os=linux', `--cpu=${CPU[architecture]}`, '--libc=glibc'];
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...platform], {
    cwd: modules,
  }).catch((cause: unknown) => {
    throw new Error(`layer of DuckDB for ${architecture}: npm could not fetch it, see its message`, {
      cause,
    });
  });
  await writeFile(mark, version);
  return folder;
}
