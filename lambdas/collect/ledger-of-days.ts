import type { Row } from '../lake/duck.ts';
import { dayOfKey, objectKey, tablePrefix } from '../lake/layout.ts';
import { readOwnRows, writeOwnRows } from '../lake/own-rows.ts';
import { ledgerDays } from '../tables/about-the-lake.ts';
import type { Day } from '../tables/utc-day.ts';
import { type Run, type Stream, streamName } from './run.ts';

/** What the ledger says of a day: the revision in the tables, and the latest one whatever became of it. */
export interface KnownDay {
  readonly landed?: Revision;
  readonly latest: Revision;
}

export interface Revision {
  readonly day: Day;
  readonly revision: number;
  readonly state: string;
  readonly settled: boolean;
  readonly contentHash: string;
  readonly rows: number;
  /** Sums by column; null when none were kept. */
  readonly figures: unknown;
  readonly lastEvent: string | null;
  /** The row as it stands in the ledger. */
  readonly row: Row;
}

/** The days after `after` that the ledger has anything of; one listing, nothing read. */
export async function daysInLedger(run: Run, stream: Stream, after: Day): Promise<Day[]> {
  const days: Day[] = [];
  const from = `${tablePrefix(ledgerDays)}dt=${after}`;
  const name = `/${streamName(stream)}.parquet`;
  for await (const { key } of run.lake.store.list(tablePrefix(ledgerDays), from)) {
    const day = dayOfKey(key);
    if (day !== undefined && key.endsWith(name)) days.push(day);
  }
  return days;
}

export async function readDayLedger(
  run: Run,
  stream: Stream,
  days: readonly Day[],
): Promise<Map<Day, KnownDay>> {
  const keys = days.map((day) => objectKey(ledgerDays, day, streamName(stream)));
  const rows = await readOwnRows(run.lake, ledgerDays, keys);
  const known = new Map<Day, KnownDay>();
  // In order of revision: the last one of a day wins, and the last landed one.
  for (const row of rows) {
    const latest = revisionOf(row);
    const landed = latest.state === 'landed' ? latest : known.get(latest.day)?.landed;
    known.set(latest.day, { latest, ...(landed && { landed }) });
  }
  return known;
}

export async function writeDayLedger(run: Run, stream: Stream, rows: readonly Row[]): Promise<void> {
  await writeOwnRows(run.lake, ledgerDays, streamName(stream), rows);
}

function revisionOf(row: Row): Revision {
  return {
    day: String(row.day),
    revision: Number(row.revision),
    state: String(row.state),
    settled: row.settled === true,
    contentHash: String(row.content_hash),
    rows: Number(row.rows),
    figures: row.figures ?? null,
    lastEvent: row.last_event == null ? null : String(row.last_event),
    row,
  };
}
