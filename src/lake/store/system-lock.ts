import { closeSync, openSync, truncateSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { diskProblem } from './disk-failure.ts';

/** A lock this process has until it releases it or dies, in whatever way: the system itself keeps it. */
export interface SystemLock {
  release(): void;
}

/** Primary result codes: https://www.sqlite.org/rescode.html */
const BUSY = 5;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;
/** What SQLite takes as a path, in bytes, less what it may add. */
const LONGEST_PATH = 500;

/** Those that are held: one that nobody points at would be closed, and its lock lost, whenever memory is cleaned up. */
const held = new Set<DatabaseSync>();

/**
 * Takes the lock of a file, which is made where there is none; undefined when somebody else has it, in this process or another.
 * SQLite is used for its locks alone, which it makes of what each system has: an exclusive transaction on an empty database that
 * is never written. So the file stays empty, needs no space on a full disk, and what is in it does not matter. It must not be
 * removed while others may wait for it: they would hold the lock of a file that is gone.
 */
export function tryLock(file: string): SystemLock | undefined {
  return take(file, true);
}

function take(file: string, mayRepair: boolean): SystemLock | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    const code = codeOf(error);
    if (code === BUSY) return undefined;
    if (code !== NOT_A_DATABASE || !mayRepair) throw lockError(file, code, error);
    // Whoever wrote into it, nobody needs it.
    truncateSync(file);
    return take(file, false);
  }
  held.add(database);
  return {
    release() {
      held.delete(database);
      database.close();
    },
  };
}

function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

function lockError(file: string, code: number | undefined, cause: unknown): Error {
  const bytes = Buffer.byteLength(file);
  if (code === CANNOT_OPEN && bytes > LONGEST_PATH)
    return new Error(
      `lock ${file}: a path of ${bytes} bytes, allowed are ${LONGEST_PATH}; put the lake in a folder with a shorter name`,
      { cause },
    );
  const reason = code === CANNOT_OPEN ? reasonOf(file, cause) : cause;
  // What to do about a disk is told by who knows what it is for.
  if (diskProblem(reason) !== undefined) return new Error(`lock ${file}: cannot be taken`, { cause: reason });
  const said = reason instanceof Error ? reason.message : 'unknown failure';
  return new Error(
    `lock ${file}: cannot be taken (${said}); see that this user may write its folder, and that the file system has locks`,
    { cause: reason },
  );
}

/** Why a file cannot be opened, which SQLite keeps to itself. */
function reasonOf(file: string, otherwise: unknown): unknown {
  try {
    closeSync(openSync(file, 'a'));
    return otherwise;
  } catch (error) {
    return error;
  }
}
