import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withFileLock } from '../../../src/lake/store/file-lock.ts';

const FILE_LOCK = new URL('../../../src/lake/store/file-lock.ts', import.meta.url).href;

let folder: string;
let lock: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-lock-'));
  lock = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A process that holds the lock until it is killed. */
async function holder(): Promise<ChildProcess> {
  const script = `
    import { withFileLock } from ${JSON.stringify(FILE_LOCK)};
    await withFileLock(${JSON.stringify(lock)}, () => new Promise(() => {
      console.log('held');
      setInterval(() => {}, 1000);
    }));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

it('gives what the work gives, and passes its failure on', async () => {
  expect(await withFileLock(lock, async () => 7)).toBe(7);
  await expect(withFileLock(lock, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await readdir(folder)).toEqual([]);
});

it('waits for a living process, and takes over from a killed one', async () => {
  const child = await holder();
  let done = false;
  const waiting = withFileLock(lock, async () => {
    done = true;
  });
  await sleep(100);
  expect(done).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await waiting;
  expect(done).toBe(true);
  expect(await readdir(folder)).toEqual([]);
});

it('lets one at a time in, also when all of them find an abandoned lock', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  for (let round = 0; round < 15; round++) {
    await writeFile(lock, `${child.pid} abandoned`);
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await sleep(0);
      inside--;
    };
    await Promise.all(Array.from({ length: 12 }, () => withFileLock(lock, work)));
    expect(most).toBe(1);
  }
  expect(await readdir(folder)).toEqual([]);
});
