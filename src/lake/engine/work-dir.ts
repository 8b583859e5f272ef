import { existsSync } from 'node:fs';
import { lstat, mkdtemp, readdir, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockAsOwner, type OwnerLock, removeIfAbandoned } from '../store/owner-lock.ts';

const PREFIX = 'codex-lake-work-';
const OWNER = 'owner';
const MOST_TRIES = 10;
/** What one start looks at, and removes, at most; the next one goes on. */
const MOST_SEEN = 500;
const MOST_REMOVED = 20;
/** An empty folder that nobody has locked yet may be one that is being made. */
const OLD_MS = 60 * 60 * 1000;

/** A folder for what is under way, of this process alone. */
export interface WorkDir {
  readonly path: string;
  /** Removes it with all that is in it. */
  remove(): Promise<void>;
}

/**
 * Makes a work folder among the system's temporary files, and first removes those whose processes were killed: each holds the
 * lock of a file in its folder for as long as it lives.
 */
export async function openWorkDir(parent: string = tmpdir()): Promise<WorkDir> {
  await removeAbandoned(parent);
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const path = await mkdtemp(join(parent, PREFIX));
    const owner = await lockedOrRemoved(path);
    if (owner !== undefined) return { path, remove: () => remove(path, owner) };
  }
  throw new Error(
    `work folder in ${parent}: ${MOST_TRIES} were taken away at once; see what else removes files there`,
  );
}

/** Without its lock a folder would be nobody's, as on a disk that has room for the one and not for the other. */
async function lockedOrRemoved(path: string): Promise<OwnerLock | undefined> {
  try {
    return lockAsOwner(join(path, OWNER));
  } catch (error) {
    await rm(path, { recursive: true, force: true });
    throw error;
  }
}

async function remove(path: string, owner: OwnerLock): Promise<void> {
  owner.release();
  await rm(path, { recursive: true, force: true });
}

/** Never fails: what cannot be removed now is the next start's, or another user's. */
async function removeAbandoned(parent: string): Promise<void> {
  const names = (await readdir(parent).catch(() => [])).filter((name) => name.startsWith(PREFIX));
  let removed = 0;
  for (const name of names.slice(0, MOST_SEEN)) {
    if (removed >= MOST_REMOVED) return;
    if (await removeOne(join(parent, name)).catch(() => false)) removed++;
  }
}

async function removeOne(path: string): Promise<boolean> {
  const found = await lstat(path);
  // Others may put what they like beside our folders, links too.
  if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) return false;
  const lockFile = join(path, OWNER);
  const removeIt = () => rm(path, { recursive: true, force: true });
  if (existsSync(lockFile)) return removeIfAbandoned(lockFile, removeIt);
  if (Date.now() - found.mtimeMs < OLD_MS) return false;
  await rmdir(path);
  return true;
}
