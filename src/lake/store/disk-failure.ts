/** What the system says of a disk, with what to do. */
const PROBLEMS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space there and run again: nothing half-written is kept',
  EDQUOT:
    "this user's share of the disk is full; free some space there and run again: nothing half-written is kept",
  EROFS: 'the disk can only be read; use a lake on another one, or have it mounted for writing',
  EACCES: 'this user may not; change who may use the folder, or name another one',
  EPERM: 'this user may not; change who may use the folder, or name another one',
  ENAMETOOLONG: 'a name is too long for the file system; put the lake in a folder with a shorter name',
  EMFILE: 'this process has too many files open; raise the limit (ulimit -n)',
  ENFILE: 'the system has too many files open; end what needs them',
  EIO: 'the disk fails; look at the log of the system before anything is written there again',
};
/** By the engine, which spills no more than the disk has room for, and then counts that as memory. */
const FULL = /no space left on device|disk quota exceeded|max_temp_directory_size/i;

/** A lake's disk takes or gives no more. The next run heals once it does. An operator is alerted. */
export class DiskError extends Error {
  override readonly name = 'DiskError';
}

/** What a disk failed at, in words, with what to do; undefined when an error is about something else. */
export function diskProblem(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return problemOf(error) ?? (error.cause instanceof Error ? problemOf(error.cause) : undefined);
}

function problemOf(error: Error): string | undefined {
  const code =
    'code' in error && typeof error.code === 'string' ? error.code : FULL.test(error.message) ? 'ENOSPC' : '';
  const problem = PROBLEMS[code];
  return problem && `${problem} (${code})`;
}

/** Does something with a file of a lake; what its disk refuses is told with the lake's place and what was done. */
export async function onDisk<T>(location: string, doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const problem = error instanceof DiskError ? undefined : diskProblem(error);
    if (problem === undefined) throw error;
    throw new DiskError(`lake ${location}: ${doing}: ${problem}`, { cause: error });
  }
}
