import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = join(import.meta.dirname, '.venv');

/** The virtual environment of a list of requirements, in its present state. */
async function environmentOf(requirements: string) {
  const version = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  const name = basename(requirements, '.txt');
  const venv = join(CACHE, `${name}-${version}`);
  return { name, venv, programs: join(venv, 'bin'), isWhole: join(venv, 'is-whole') };
}

/** The folder of programs of a list of requirements; undefined where they are not installed. */
export async function installedPython(requirements: string): Promise<string | undefined> {
  const { programs, isWhole } = await environmentOf(requirements);
  return access(isWhole).then(
    () => programs,
    () => undefined,
  );
}

/**
 * Puts what a list of requirements names into a virtual environment of its own, once for each state of the list; gives the folder
 * of its programs. `failure` is what is said where that cannot be done.
 */
export async function installPython(
  requirements: string,
  failure = 'the local AWS cannot be installed: it needs python3 (3.11 or later) with venv, and PyPI; the other tests do without it (npm test)',
): Promise<string> {
  const there = await installedPython(requirements);
  if (there !== undefined) return there;
  const { name, venv, programs, isWhole } = await environmentOf(requirements);
  await mkdir(CACHE, { recursive: true });
  for (const old of await readdir(CACHE))
    if (old.startsWith(`${name}-`)) await rm(join(CACHE, old), { recursive: true, force: true });
  try {
    await run('python3', ['-m', 'venv', venv]);
    await run(join(programs, 'pip'), ['install', '--quiet', '--requirement', requirements]);
    await writeFile(isWhole, '');
  } catch (cause) {
    await rm(venv, { recursive: true, force: true });
    throw new Error(failure, { cause });
  }
  return programs;
}
