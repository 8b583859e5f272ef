import { type Run, type Stream, streamName } from '../ingest/run.ts';
import type { Row } from '../lake/engine/duckdb.ts';
import type { Lake, ReadableLake } from '../lake/lake.ts';
import { objectKey } from '../lake/layout.ts';
import type { StagedFile } from '../lake/parse/stage.ts';
import type { Records } from '../lake/write/canonical-records.ts';
import { readSystemRows, writeSystemRows } from '../lake/write/system-tables.ts';
import { ledgerDays } from '../tables/system-tables.ts';
import type { Day } from '../tables/utc-day.ts';
import { daysOf } from './ledger-days.ts';

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

/** The days from `since` on that the ledger has anything of; one listing, nothing read. */
export function daysInLedger(lake: ReadableLake, stream: Stream, since: Day): Promise<Day[]> {
  return daysOf(lake, ledgerDays, stream, since);
}

export async function readDayLedger(
  lake: ReadableLake,
  stream: Stream,
  days: readonly Day[],
): Promise<Map<Day, KnownDay>> {
  const known = new Map<Day, KnownDay>();
  // In order of revision: the last one of a day wins, and the last landed one.
  for (const latest of await readRevisions(lake, stream, days)) {
    const landed = latest.state === 'landed' ? latest : known.get(latest.day)?.landed;
    known.set(latest.day, { latest, ...(landed && { landed }) });
  }
  return known;
}

/** Every revision of the days, by day and revision. */
export async function readRevisions(
  lake: ReadableLake,
  stream: Stream,
  days: readonly Day[],
): Promise<Revision[]> {
  const keys = days.map((day) => objectKey(ledgerDays, day, streamName(stream)));
  return (await readSystemRows(lake, ledgerDays, keys)).map(revisionOf);
}

export async function writeDayLedger(lake: Lake, stream: Stream, rows: readonly Row[]): Promise<void> {
  await writeSystemRows(lake, ledgerDays, streamName(stream), rows);
}

/** What is known of a revision once it is read and judged. */
export interface NewRevision {
  readonly day: Day;
  readonly revision: number;
  /** Why it does not replace what is there; undefined when it landed. */
  readonly hold: string | undefined;
  /** Whether that is because it breaks its contract. */
  readonly isQuarantined: boolean;
  readonly settled: boolean;
  readonly records: Records;
  readonly rawKey: string;
  readonly read: StagedFile | undefined;
  readonly figures: unknown;
  readonly previousFigures: unknown;
  /** @default the latest record's time */
  readonly lastEvent?: string | null;
}

export function ledgerRow(run: Run, { source, scopeId }: Stream, revision: NewRevision): Row {
  const { day, hold, settled, records, read } = revision;
  return {
    source: source.name,
    scope_id: scopeId,
    day,
    revision: revision.revision,
    state: hold === undefined ? 'landed' : revision.isQuarantined ? 'quarantined' : 'held',
    reason: hold ?? null,
    settled,
    content_hash: records.hash,
    raw_key: records.rows > 0 ? revision.rawKey : null,
    rows: read?.rows ?? 0,
    bytes: records.bytes,
    rejects: read?.rejects.length ?? 0,
    unknown_fields: read?.unknownFields ?? 0,
    figures: revision.figures,
    previous_figures: revision.previousFigures,
    first_event: read?.firstEvent ?? null,
    last_event: revision.lastEvent === undefined ? (read?.lastEvent ?? null) : revision.lastEvent,
    pulled_at: run.now().toISOString(),
    first_pulled_at: run.now().toISOString(),
  };
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
