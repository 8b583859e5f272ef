import type { Row } from '../lake/engine/duckdb.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { readSystemRows } from '../lake/write/system-tables.ts';
import type { Stream } from '../sources/stream.ts';
import type { Table } from '../tables/define-table.ts';
import { EVERY_STREAM, listedFrom, objectKey, objectsPrefix } from '../tables/layout.ts';
import type { Day } from '../tables/utc-day.ts';
import { LedgerBatch } from './ledger-batch.ts';

/** Where rows of the ledger go: into the lake at once, or with the others of a batch. */
export interface LedgerWriter {
  readonly lake: ReadableLake;
  readonly now: () => Date;
  /** @default none */
  readonly batch?: LedgerBatch;
}

/** Rows a table of the ledger has of a stream and of the days, in the table's order. */
export async function readLedger(
  lake: ReadableLake,
  table: Table,
  stream: Stream,
  days: readonly Day[],
): Promise<Row[]> {
  const keys = new Set(days.map((day) => objectKey(table, day, EVERY_STREAM)));
  const wanted = new Set(days);
  const rows = await readSystemRows(lake, table, [...keys]);
  return rows.filter((row) => isRowOf(row, stream) && wanted.has(String(row.dt)));
}

/** The same of every day from `since` on that has any. */
export async function readLedgerSince(
  lake: ReadableLake,
  table: Table,
  stream: Stream,
  since: Day,
): Promise<Row[]> {
  const keys: string[] = [];
  for await (const { key } of lake.store.list(objectsPrefix(table), listedFrom(table, since))) keys.push(key);
  const rows = await readSystemRows(lake, table, keys);
  return rows.filter((row) => isRowOf(row, stream) && String(row.dt) >= since);
}

/** The days from `since` on of which a table of the ledger has rows of the stream, oldest first. */
export async function daysOf(lake: ReadableLake, table: Table, stream: Stream, since: Day): Promise<Day[]> {
  const rows = await readLedgerSince(lake, table, stream, since);
  return [...new Set(rows.map(({ dt }) => String(dt)))].sort();
}

/** Writes rows of a table of the ledger, or adds them to the batch. */
export async function writeLedger(to: LedgerWriter, table: Table, rows: readonly Row[]): Promise<void> {
  if (to.batch !== undefined) return to.batch.add(table, rows);
  const alone = new LedgerBatch(to.lake, to.now);
  await alone.add(table, rows);
  await alone.write();
  const [unwritten] = alone.unwritten;
  if (unwritten !== undefined) throw unwritten.error;
}

/** Whether a row of the ledger or of coverage is of the stream. */
export function isRowOf(row: Row, { source, scopeId }: Stream): boolean {
  return row.source === source.name && row.scope_id === scopeId;
}
