import type { ReadableLake } from '../../lake/lake.ts';
import { readSystemRows } from '../../lake/write/system-tables.ts';
import { sourceNamed } from '../../sources/sources.ts';
import { objectKey, tablePrefix } from '../../tables/layout.ts';
import { ledgerDays, ledgerFiles } from '../../tables/system-tables.ts';

/** Keys of what an object of the ledger says is in the lake: originals, and the tables of days that landed with rows. */
export async function keysNamedBy(lake: ReadableLake, ledgerKey: string): Promise<string[]> {
  const table = [ledgerFiles, ledgerDays].find((one) => ledgerKey.startsWith(tablePrefix(one)));
  if (table === undefined) return [];
  const rows = await readSystemRows(lake, table, [ledgerKey]);
  const originals = rows.flatMap(({ raw_key }) => (raw_key == null ? [] : [String(raw_key)]));
  if (table === ledgerFiles) return originals;
  const tables = rows
    .filter(({ state, rows: count }) => state === 'landed' && Number(count) > 0)
    .flatMap(({ source: name, scope_id, day }) => {
      const source = sourceNamed(String(name));
      if (source === undefined || source.kind === 'log') return [];
      const [main] = source.record.tables;
      if (source.kind === 'list' && main.partitionBy !== null) return []; // in days of their own
      return [objectKey(main, main.partitionBy === null ? null : String(day), String(scope_id))];
    });
  return [...originals, ...tables];
}
