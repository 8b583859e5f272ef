import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockTimeoutError, withFileLock } from '../../../src/lake/store/file-lock.ts';

const FILE_LOCK = new URL('../../../src/lake/store/file-lock.ts', import.meta.url).href;
const FOR_A_TEST = { subject: 'object a' };

let folder: string;
let lock: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-lock-'));
  lock = join(folder, 'lock');
});
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** A process that holds the lock until it is killed. */
async function holder(): Promise<ChildProcess> {
  const script = `
    import { withFileLock } from ${JSON.stringify(FILE_LOCK)};
    await withFileLock(${JSON.stringify(lock)}, () => new Promise(() => {
      console.log('held');
      setInterval(() => {}, 1000);
    }), { subject: 'the lock of another process' });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** How many were inside at most. */
async function crowd(waiters: number): Promise<{ readonly most: number; readonly order: readonly number[] }> {
  let inside = 0;
  let most = 0;
  const order: number[] = [];
  const work = async (i: number) => {
    most = Math.max(most, ++inside);
    order.push(i);
    await sleep(0);
    inside--;
  };
  await Promise.all(Array.from({ length: waiters }, (_, i) => withFileLock(lock, () => work(i), FOR_A_TEST)));
  return { most, order };
}

it('gives what the work gives, and passes its failure on', async () => {
  expect(await withFileLock(lock, async () => 7, FOR_A_TEST)).toBe(7);
  const failing = withFileLock(lock, () => Promise.reject(new Error('broken')), FOR_A_TEST);
  await expect(failing).rejects.toThrow('broken');
  expect(await withFileLock(lock, async () => 8, FOR_A_TEST)).toBe(8);
});

it('leaves a file behind that is empty, as removing it would let two in', async () => {
  await crowd(3);
  expect(await readdir(folder)).toEqual(['lock']);
  expect((await stat(lock)).size).toBe(0);
});

it('waits for a living process, and takes over from a killed one', async () => {
  const child = await holder();
  let done = false;
  const waiting = withFileLock(
    lock,
    async () => {
      done = true;
    },
    FOR_A_TEST,
  );
  await sleep(100);
  expect(done).toBe(false);
  await kill(child);
  await waiting;
  expect(done).toBe(true);
});

it('lets 40 who wait for a killed process in one at a time, in the order they came', async () => {
  const child = await holder();
  const waiting = crowd(40);
  await kill(child);
  expect(await waiting).toEqual({ most: 1, order: Array.from({ length: 40 }, (_, i) => i) });
});

describe.each([
  ['empty', ''],
  ['garbage', 'not what a lock file holds'.repeat(500)],
  ['of a process of another machine', '1 01234567-89ab-cdef-0123-456789abcdef'],
  ['of a process that lives here', `${process.pid} 01234567-89ab-cdef-0123-456789abcdef`],
  ['half written', '12'],
])('a lock file that is %s', (_what, content) => {
  it('hinders nobody, and lets one at a time in', async () => {
    await writeFile(lock, content);
    expect((await crowd(12)).most).toBe(1);
  });
});

it('ends a wait that is too long with the name of what is waited for, and tells of it before', async () => {
  const child = await holder();
  const told: string[] = [];
  const patience = { subject: 'object a/b', toldAfterMs: 50, longestMs: 200 };
  const waiting = withFileLock(lock, async () => 1, { ...patience, onWait: (text) => told.push(text) });
  await expect(waiting).rejects.toBeInstanceOf(LockTimeoutError);
  await expect(waiting).rejects.toThrow(`object a/b: another writer has kept ${lock} locked`);
  expect(told).toEqual([expect.stringMatching(/^object a\/b: waits for another writer/)]);
  await kill(child);
  expect(await withFileLock(lock, async () => 2, FOR_A_TEST)).toBe(2);
});

it('ends a wait for this process too, and lets nobody past those who came before', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const order: string[] = [];
  const first = withFileLock(lock, () => promise.then(() => order.push('first')), FOR_A_TEST);
  const short = { ...FOR_A_TEST, longestMs: 50 };
  const second = withFileLock(lock, async () => order.push('second'), short);
  const third = withFileLock(lock, async () => order.push('third'), FOR_A_TEST);
  await expect(second).rejects.toBeInstanceOf(LockTimeoutError);
  resolve();
  await Promise.all([first, third]);
  expect(order).toEqual(['first', 'third']);
});

it('says what it can not lock, and what to look at', async () => {
  await mkdir(lock);
  await expect(withFileLock(lock, async () => 1, FOR_A_TEST)).rejects.toThrow(
    /^lock .*: cannot be taken .*see that this user may write/,
  );
});

it('says when a path is too long for a lock', async () => {
  const deep = join(folder, ...Array.from({ length: 3 }, () => 'x'.repeat(200)));
  await mkdir(deep, { recursive: true });
  await expect(withFileLock(join(deep, 'lock'), async () => 1, FOR_A_TEST)).rejects.toThrow(
    /a path of \d+ bytes, allowed are 500/,
  );
});
