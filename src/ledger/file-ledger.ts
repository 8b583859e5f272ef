import type { Row } from '../lake/engine/duckdb.ts';
import type { ReadableLake } from '../lake/lake.ts';
import type { Stream } from '../sources/stream.ts';
import { ledgerFiles } from '../tables/system-tables.ts';
import { type Day, daysFrom } from '../tables/utc-day.ts';
import { type LedgerWriter, readLedger, writeLedger } from './ledger-objects.ts';

/**
 * What became of a listed file; `unlisted` and `listed` are of an end time at which files may be missing, or were and are not any
 * more.
 */
export type FileState = 'landed' | 'quarantined' | 'gone' | 'lost' | 'unlisted' | 'listed';

/** The files of the days from `since` until before `until` that the ledger has, with what became of them. */
export async function knownFiles(
  lake: ReadableLake,
  stream: Stream,
  since: Day,
  until: Day,
): Promise<Map<string, string>> {
  const rows = await readFileLedger(lake, stream, daysFrom(since, until));
  return new Map(rows.map((row) => [String(row.log_file_id), String(row.state)]));
}

/** The ledger's rows of files whose windows ended on the days. */
export function readFileLedger(lake: ReadableLake, stream: Stream, days: readonly Day[]): Promise<Row[]> {
  return readLedger(lake, ledgerFiles, stream, days);
}

export function writeFileLedger(to: LedgerWriter, rows: readonly Row[]): Promise<void> {
  return writeLedger(to, ledgerFiles, rows);
}
