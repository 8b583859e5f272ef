import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { MUTATIONS, type Mutation } from './mutations.ts';
import { keepResult } from './results.ts';

/**
 * Breaks each law on purpose, in a copy of the project, and expects the named test to fail there. Ends with 1 when a mutation
 * goes unnoticed. Arguments choose mutations by number, from 1. Results go to the file `CODEX_LAKE_RESULTS` names.
 */
const ROOT = resolve(import.meta.dirname, '../..');
const COPIED = [
  'bin',
  'lambdas',
  'src',
  'simulator',
  'test',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
];

/** Whether a test passes where nothing is broken: else its failing would tell nothing. */
const sound = new Map<string, boolean>();

const chosen = process.argv.slice(2).map(Number);
let unnoticed = 0;
for (const [index, mutation] of MUTATIONS.entries()) {
  if (chosen.length > 0 && !chosen.includes(index + 1)) continue;
  const caught = await isCaught(mutation);
  if (!caught) unnoticed++;
  console.log(`${caught ? 'caught  ' : 'UNNOTICED'} ${index + 1}. ${mutation.what} (${mutation.test[0]})`);
  keepResult({ proof: 'mutation', what: mutation.what, caught });
}
process.exitCode = unnoticed > 0 ? 1 : 0;

async function isCaught({ file, test, and, ...first }: Mutation): Promise<boolean> {
  const name = test.join(' ');
  if (!sound.has(name)) sound.set(name, await passesInCopy(test, async () => {}));
  if (sound.get(name) === false) throw new Error(`${name}: fails though nothing is broken; mend that first`);
  return !(await passesInCopy(test, async (copy) => {
    const path = join(copy, file);
    let text = await readFile(path, 'utf8');
    for (const { find, replace } of and === undefined ? [first] : [first, and]) {
      if (text.split(find).length !== 2)
        throw new Error(`${file}: what is to be broken is not there once: ${find}`);
      text = text.replace(find, () => replace);
    }
    await writeFile(path, text);
  }));
}

async function passesInCopy(
  test: readonly string[],
  change: (copy: string) => Promise<void>,
): Promise<boolean> {
  const copy = await mkdtemp(join(tmpdir(), 'codex-lake-mutant-'));
  try {
    for (const name of COPIED) await cp(join(ROOT, name), join(copy, name), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    await change(copy);
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const child = spawn(process.execPath, [vitest, 'run', '--bail', '1', ...test], {
      cwd: copy,
      stdio: 'ignore',
      // What a test of a broken copy says is no result.
      env: { ...process.env, CODEX_LAKE_RESULTS: '' },
    });
    const [code] = await once(child, 'exit');
    return code === 0;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
