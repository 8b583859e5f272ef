import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ContractError, NotFoundError, UnavailableError } from '../../http/errors.ts';
import { putRaw } from '../../lake/write/put-raw.ts';
import type { FileState } from '../../ledger/file-ledger.ts';
import type { ListedFile, LogSource } from '../../sources/source.ts';
import type { Stream } from '../../sources/stream.ts';
import { rawKey } from '../../tables/layout.ts';
import { dayOf } from '../../tables/utc-day.ts';
import type { Run } from '../run.ts';
import { logFileName } from '../stage-options.ts';

/** A listed file as far as it got: its original is stored, unless upstream did not give it. */
export interface FetchedFile {
  readonly listed: ListedFile;
  /** Unavailable files are not written to the ledger: the next run tries again. */
  readonly state: FileState | 'unavailable';
  readonly reason?: string;
  readonly rawKey?: string;
  /** The local copy; named so that files sort by age. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * Downloads a file into the folder, checks it, and stores the original: below `raw/`, or below `quarantine/` when it is not what
 * was listed.
 */
export async function fetchFile(
  run: Run,
  stream: Stream<LogSource>,
  listed: ListedFile,
  index: number,
  folder: string,
): Promise<FetchedFile> {
  const path = join(folder, logFileName(index, listed.id));
  const original = {
    source: stream.source.name,
    scope: stream.scopeId,
    day: dayOf(Date.parse(listed.end_time)),
    name: listed.id,
  };
  const fetched = { listed, path, bytes: listed.file_size };
  try {
    run.deadline.require();
    await stream.source.download({ ...run, ...stream, listed, to: path });
    const key = rawKey('raw', original);
    const { size } = await stat(path);
    await putRaw(run.lake, key, path);
    return { ...fetched, bytes: size, state: 'landed', rawKey: key };
  } catch (error) {
    if (error instanceof NotFoundError) return { ...fetched, state: 'gone', reason: error.message, bytes: 0 };
    if (error instanceof UnavailableError) return { ...fetched, state: 'unavailable', reason: error.message };
    if (!(error instanceof ContractError)) throw error;
    const key = rawKey('quarantine', original);
    const received = await stat(path).catch(() => undefined);
    if (received !== undefined) await putRaw(run.lake, key, path);
    return { ...fetched, state: 'quarantined', reason: error.message, ...(received && { rawKey: key }) };
  }
}
