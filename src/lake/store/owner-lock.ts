import { randomUUID } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock } from './system-lock.ts';

const MOST_TRIES = 10;

/** Shows to others that the owner of something lives: its lock file is locked until the owner is done with it, or dies. */
export interface OwnerLock {
  readonly file: string;
  release(): void;
}

/** The lock of a new owner; undefined when a sweep came between the making of the file and its locking: take another name. */
export function lockAsOwner(file: string): OwnerLock | undefined {
  const lock = tryLock(file);
  if (lock === undefined) return undefined;
  if (!existsSync(file)) {
    lock.release();
    return undefined;
  }
  return {
    file,
    release() {
      // In this order, as Windows removes no open file. Who finds it in between finds nobody's.
      lock.release();
      rmSync(file, { force: true });
    },
  };
}

/** A new owner in a folder of owners' locks, which is there. */
export function newOwner(folder: string): OwnerLock {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const owner = lockAsOwner(join(folder, randomUUID()));
    if (owner !== undefined) return owner;
  }
  throw new Error(
    `folder ${folder}: ${MOST_TRIES} new locks were taken away at once; see what else removes files there`,
  );
}

/**
 * Lets `remove` take away what belonged to the owner of a lock file, if that owner lives no more, and says whether it did. Nobody
 * becomes its owner again meanwhile.
 */
export async function removeIfAbandoned(file: string, remove: () => Promise<void>): Promise<boolean> {
  if (!existsSync(file)) return false;
  const lock = tryLock(file);
  if (lock === undefined) return false;
  try {
    await remove();
  } finally {
    lock.release();
  }
  return true;
}
