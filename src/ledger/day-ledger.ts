import type { Row } from '../lake/engine/duckdb.ts';
import { isoOf } from '../lake/iso-of.ts';
import type { ReadableLake } from '../lake/lake.ts';
import type { StagedFile } from '../lake/parse/staged-file.ts';
import type { CanonicalRecords } from '../lake/write/canonical-records.ts';
import type { Stream } from '../sources/stream.ts';
import type { DayRange } from '../tables/spans.ts';
import { ledgerDays } from '../tables/system-tables.ts';
import { type Day, daysFrom } from '../tables/utc-day.ts';
import { type DayTotals, readTotals } from './day-totals.ts';
import { type LedgerWriter, readLedger, writeLedger } from './ledger-objects.ts';
import type { RunContext } from './run-context.ts';

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
  /** Where its original is; null when it had no records, and so no original. */
  readonly rawKey: string | null;
  readonly rows: number;
  /** Undefined when none were kept. */
  readonly totals?: DayTotals;
  /** Version upstream gives a list; '' where it gives none. */
  readonly version: string;
  readonly lastEvent: string | null;
  /** When it was first read. */
  readonly firstPulledAt: Date;
  /** The row as it stands in the ledger. */
  readonly row: Row;
}

/** The days of the range that the ledger has anything of, oldest first. */
export async function daysInLedger(
  lake: ReadableLake,
  stream: Stream,
  { since, until }: DayRange,
): Promise<Day[]> {
  const rows = await readLedger(lake, ledgerDays, stream, daysFrom(since, until));
  return [...new Set(rows.map(({ dt }) => String(dt)))].sort();
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
  return (await readLedger(lake, ledgerDays, stream, days)).map(revisionOf);
}

export function writeDayLedger(to: LedgerWriter, rows: readonly Row[]): Promise<void> {
  return writeLedger(to, ledgerDays, rows);
}

/** What is known of a revision once it is read and assessed. */
export interface NewRevision {
  readonly day: Day;
  readonly revision: number;
  /** Why it does not replace what is there; undefined when it landed. */
  readonly hold: string | undefined;
  /** Whether that is because it breaks its contract. */
  readonly isQuarantined: boolean;
  readonly settled: boolean;
  readonly records: Omit<CanonicalRecords, 'lines'>;
  readonly rawKey: string;
  readonly read: StagedFile | undefined;
  /** JSON. */
  readonly totals: unknown;
  readonly previousTotals: unknown;
  /** @default none */
  readonly version?: string | undefined;
  /** @default the latest record's time */
  readonly lastEvent?: string | null;
}

export function ledgerRow(run: RunContext, { source, scopeId }: Stream, revision: NewRevision): Row {
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
    figures: revision.totals,
    previous_figures: revision.previousTotals,
    first_event: read?.firstEvent ?? null,
    last_event: revision.lastEvent === undefined ? (read?.lastEvent ?? null) : revision.lastEvent,
    pulled_at: run.now().toISOString(),
    first_pulled_at: run.now().toISOString(),
    version: revision.version ?? null,
  };
}

function revisionOf(row: Row): Revision {
  const totals = readTotals(row.figures);
  return {
    day: String(row.day),
    revision: Number(row.revision),
    state: String(row.state),
    settled: row.settled === true,
    contentHash: String(row.content_hash),
    rawKey: row.raw_key == null ? null : String(row.raw_key),
    rows: Number(row.rows),
    ...(totals && { totals }),
    // Rows written before the column was there have it among the figures.
    version: String(row.version ?? Object(row.figures).version ?? ''),
    lastEvent: row.last_event == null ? null : String(row.last_event),
    firstPulledAt: new Date(isoOf(row.first_pulled_at ?? row.pulled_at)),
    row,
  };
}
