import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What a clone does not have: what was made by using this one, and what belongs to this machine. */
const MADE_HERE = new Set(['.git', 'lake', 'cdk.out', 'codex-lake.json', 'cdk.context.json']);

export interface Clone {
  readonly folder: string;
  /** Runs a text a page shows in the shell it is for, stopping where a person would; `input` is what is typed when it asks. */
  shell(commands: string, environment?: Readonly<Record<string, string>>, input?: string): Promise<Ran>;
  remove(): Promise<void>;
}

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

/** A folder with everything a clone has, after `npm ci`, and nothing of what was made in this one. */
export async function freshClone(): Promise<Clone> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-lake-clone-'));
  for (const name of await readdir(ROOT))
    if (!MADE_HERE.has(name)) await symlink(join(ROOT, name), join(folder, name));
  return cloneIn(folder);
}

/** A folder that has all it needs, to be used as a person would; `remove` takes it away. */
export function cloneIn(folder: string): Clone {
  return {
    folder,
    async shell(commands, environment = {}, input = '') {
      const { PATH = '', HOME = '' } = process.env;
      const child = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', commands], {
        cwd: folder,
        env: { PATH, HOME, NO_COLOR: '1', ...environment },
      });
      // What has ended reads nothing more.
      child.stdin.on('error', () => {});
      child.stdin.end(input);
      const [out, err, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close'),
      ]);
      return { code, output: out + err };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
