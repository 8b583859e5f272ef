import { setTimeout as sleep } from 'node:timers/promises';
import { type SystemLock, tryLock } from './system-lock.ts';

const SHORTEST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 50;

/** A lock is held for a rename, so one that is held for long is held by a process that hangs. */
export interface LockPatience {
  /** What the lock is waited for, for errors: `object a/b`. */
  readonly subject: string;
  /** Milliseconds after which `onWait` is told, once. @default 5 s */
  readonly toldAfterMs?: number;
  /** Milliseconds after which the wait ends with `LockTimeoutError`. @default 60 s */
  readonly longestMs?: number;
  /** Is told who waits for what. */
  readonly onWait?: (message: string) => void;
}

/** Another writer of the same folder hangs: its process has to be looked at. The next run goes on. An operator is alerted. */
export class LockTimeoutError extends Error {
  override readonly name = 'LockTimeoutError';
}

/** The last of those who want a lock in this process; it settles when its turn is over. */
const last = new Map<string, Promise<unknown>>();

/**
 * Runs `work` while nobody else, in this process or another of whoever sees the folder, runs work under the same lock file. In
 * this process it goes by who came first. The lock of a killed process is free at once, whatever its file holds.
 */
export function withFileLock<T>(
  lockFile: string,
  work: () => Promise<T>,
  patience: LockPatience,
): Promise<T> {
  const before = last.get(lockFile);
  const turn = takeTurn(lockFile, before, waitOf(lockFile, patience), work);
  // Who gave up waiting must not let the next one past those still before it.
  const over = Promise.allSettled([before, turn]).then(() => {
    if (last.get(lockFile) === over) last.delete(lockFile);
  });
  last.set(lockFile, over);
  return turn;
}

async function takeTurn<T>(
  lockFile: string,
  before: Promise<unknown> | undefined,
  wait: Wait,
  work: () => Promise<T>,
): Promise<T> {
  if (before !== undefined) await wait.until(before);
  const lock = await acquire(lockFile, wait);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

async function acquire(lockFile: string, wait: Wait): Promise<SystemLock> {
  for (let pause = SHORTEST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const lock = tryLock(lockFile);
    if (lock !== undefined) return lock;
    wait.check();
    await sleep(pause * (0.5 + Math.random()));
  }
}

interface Wait {
  /** Tells of the wait when it has become long. Throws `LockTimeoutError` when it has become too long. */
  check(): void;
  /** Waits for what this process does itself. */
  until(settled: Promise<unknown>): Promise<void>;
}

function waitOf(
  lockFile: string,
  { subject, toldAfterMs = 5_000, longestMs = 60_000, onWait }: LockPatience,
): Wait {
  const start = performance.now();
  const seconds = (ms: number) => `${(ms / 1000).toFixed(0)} s`;
  let isTold = false;
  function check(): void {
    const ms = performance.now() - start;
    if (ms >= longestMs)
      throw new LockTimeoutError(
        `${subject}: another writer has kept ${lockFile} locked for ${seconds(ms)}; see which process has that file open (lsof), end it if it hangs, and run again`,
      );
    if (ms < toldAfterMs || isTold) return;
    isTold = true;
    onWait?.(
      `${subject}: waits for another writer, which has kept ${lockFile} locked for ${seconds(ms)}; gives up after ${seconds(longestMs)}`,
    );
  }
  async function until(settled: Promise<unknown>): Promise<void> {
    for (let isOver = false; !isOver; ) {
      const next = start + (isTold ? longestMs : Math.min(toldAfterMs, longestMs));
      const timer = new AbortController();
      const { signal } = timer;
      isOver = await Promise.race([
        settled.then(() => true),
        sleep(Math.max(0, next - performance.now()), false, { signal }).catch(() => false),
      ]);
      timer.abort();
      if (!isOver) check();
    }
  }
  return { check, until };
}
