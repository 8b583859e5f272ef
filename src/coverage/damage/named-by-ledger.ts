import type { Row } from '../../lake/engine/duckdb.ts';
import type { ReadableLake } from '../../lake/lake.ts';
import { DamagedObject } from '../../lake/store/object-store.ts';
import { readSystemRows } from '../../lake/write/system-tables.ts';
import { sourceNamed } from '../../sources/sources.ts';
import { EVERY_STREAM, objectKey, tablePrefix } from '../../tables/layout.ts';
import { spanOf } from '../../tables/spans.ts';
import { ledgerDays, ledgerFiles } from '../../tables/system-tables.ts';
import type { Day } from '../../tables/utc-day.ts';

/** Keys of originals that an object of the ledger of log files names; none of any other object. */
export async function keysNamedByFiles(lake: ReadableLake, key: string): Promise<string[]> {
  if (!key.startsWith(tablePrefix(ledgerFiles))) return [];
  return (await rowsOf(lake, ledgerFiles, key)).flatMap(originalOf);
}

/** Keys of the objects of the ledger of days that have one of the days. */
export function dayLedgersOf(days: readonly Day[]): string[] {
  const months = days.map((day) => spanOf('month', day).since);
  return [...new Set(months)].map((month) => objectKey(ledgerDays, month, EVERY_STREAM));
}

/** Keys of what such an object says is in the lake: originals, and tables. */
export async function keysNamedByDays(lake: ReadableLake, key: string): Promise<string[]> {
  const rows = await rowsOf(lake, ledgerDays, key);
  return [...new Set(rows.flatMap((row) => [...originalOf(row), ...tableOf(row)]))];
}

/** What cannot be read now is looked at for itself. */
async function rowsOf(lake: ReadableLake, table: typeof ledgerDays, key: string): Promise<Row[]> {
  try {
    return await readSystemRows(lake, table, [key]);
  } catch (error) {
    if (!(error instanceof DamagedObject)) throw error;
    return [];
  }
}

function originalOf({ raw_key }: Row): string[] {
  return raw_key == null ? [] : [String(raw_key)];
}

/** The object of the main table that has the rows of a day which landed with some. */
function tableOf({ state, rows, source: name, scope_id, day }: Row): string[] {
  const source = sourceNamed(String(name));
  if (state !== 'landed' || Number(rows) === 0 || source === undefined || source.kind === 'log') return [];
  const [main] = source.record.tables;
  if (source.kind === 'list' && main.partitionBy !== null) return []; // in days of their own
  return [objectKey(main, main.partitionBy === null ? null : String(day), String(scope_id))];
}
