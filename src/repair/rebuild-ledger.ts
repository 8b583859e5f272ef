import type { Row } from '../lake/engine/duckdb.ts';
import { utcOf } from '../lake/iso-of.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { readJournal } from '../lake/write/journal.ts';
import { keyReader, readSystemRows, writeSystemRows } from '../lake/write/system-tables.ts';
import type { Table } from '../tables/define-table.ts';
import { daysOfKey, EVERY_STREAM } from '../tables/layout.ts';
import { JOURNALED } from '../tables/system-tables.ts';
import type { RebuildMode, Rebuilt } from './rebuilt.ts';

export interface LedgerRange extends Pick<RebuildMode, 'verify'> {
  /** Whether an object of the ledger is looked at. @default all are */
  readonly isAsked?: (key: string) => boolean;
}

/**
 * Makes the ledger again from its journal: rows it lacks, or has in an earlier version, are written; what the journal does not know stays.
 * Tells of each object how many those are. Throws `DamagedObject` where the journal is not what was written.
 */
export async function rebuildLedger(
  lake: ReadableLake,
  { verify = false, isAsked = () => true }: LedgerRange = {},
): Promise<Rebuilt[]> {
  const journal = await latestEntries(lake);
  const rebuilt: Rebuilt[] = [];
  for (const table of JOURNALED) {
    const rows = [...(journal.get(table.name)?.values() ?? [])];
    const byKey = Map.groupBy(rows, keyReader(table, EVERY_STREAM));
    for (const [key, of] of [...byKey].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!isAsked(key)) continue;
      const missing = await missingIn(lake, table, key, of);
      if (!verify) await writeSystemRows(lake, table, EVERY_STREAM, missing);
      rebuilt.push({
        table: table.name,
        days: daysOfKey(key, table) ?? null,
        scopeId: null,
        rows: of.length,
        missing: missing.length,
        surplus: 0,
        isOutdated: false,
      });
    }
  }
  return rebuilt;
}

/** Of each row the latest version, by table and key; of equal versions the one told last. */
async function latestEntries(lake: ReadableLake): Promise<Map<string, Map<string, Row>>> {
  const tables = new Map(JOURNALED.map((table) => [table.name, table]));
  const found = new Map<string, Map<string, Row>>();
  for await (const { table: name, row } of readJournal(lake)) {
    const table = tables.get(name);
    if (table === undefined) continue;
    const rows = found.get(name) ?? new Map<string, Row>();
    found.set(name, rows);
    const identity = identityOf(table, row);
    const before = rows.get(identity);
    if (before === undefined || versionOf(table, row) >= versionOf(table, before)) rows.set(identity, row);
  }
  return found;
}

async function missingIn(
  lake: ReadableLake,
  table: Table,
  key: string,
  rows: readonly Row[],
): Promise<Row[]> {
  const there = await readSystemRows(lake, table, [key]);
  const versions = new Map(there.map((row) => [identityOf(table, row), versionOf(table, row)]));
  return rows.filter((row) => (versions.get(identityOf(table, row)) ?? '') < versionOf(table, row));
}

const identityOf = (table: Table, row: Row): string =>
  JSON.stringify(table.key.map((name) => String(row[name])));

/** In UTC to the millisecond, so that times told in either way compare. */
function versionOf(table: Table, row: Row): string {
  const name = table.merge.how === 'latest' ? table.merge.version : '';
  return utcOf(row[name]) ?? '';
}
