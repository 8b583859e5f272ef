import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 5;

/**
 * Runs `work` while no other process of this machine runs work under the same lock file. The file holds its owner's process
 * id, so that a lock left behind by a killed process is taken over at once instead of being waited out.
 */
export async function withFileLock<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  const mine = `${process.pid} ${randomUUID()}`;
  while (!(await take(lockFile, mine))) {
    await removeIfAbandoned(lockFile);
    await sleep(RETRY_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lockFile, { force: true });
  }
}

async function take(lockFile: string, mine: string): Promise<boolean> {
  try {
    await writeFile(lockFile, mine, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function removeIfAbandoned(lockFile: string): Promise<void> {
  const owner = await contentOf(lockFile);
  if (owner === undefined || isAlive(Number.parseInt(owner, 10))) return;
  // Renaming is atomic: of several waiters one gets the file, and looks again whether it is the abandoned one.
  const taken = `${lockFile}.${randomUUID()}`;
  try {
    await rename(lockFile, taken);
  } catch {
    return;
  }
  if ((await contentOf(taken)) !== owner) await rename(taken, lockFile);
  else await rm(taken, { force: true });
}

async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid)) return true; // being written right now
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
