import type { ObjectStore } from '../src/lake/store/object-store.ts';
import { TABLES } from '../src/tables/tables.ts';
import { ask } from '../test/harness/pull-fixture.ts';

/**
 * Columns that tell when the lake did something, and what was the latest event then: two lakes made one after the other differ there
 * and nowhere else.
 */
const WHEN = [
  'pulled_at',
  'first_pulled_at',
  'computed_at',
  'seen_at',
  'asked_at',
  'listed_at',
  'latest_event_at',
];

/** Tables a pull makes the same again; how often it was tried, and what was done to allowlists, is another matter. */
const PULLED = TABLES.filter(({ name }) => !/^(runs$|allowlist_)/.test(name));

/**
 * Rows of every table a pull makes, without the moments they were written, in an order of their own. Those of `forgotten` days are left
 * out: what upstream forgets while two lakes are made after another is in the first alone.
 */
export function comparableRows(
  store: ObjectStore,
  forgotten: readonly string[] = [],
): Promise<Record<string, string[]>> {
  return ask(store, async (duckdb) => {
    const rows: Record<string, string[]> = {};
    for (const { name, columns, partitionBy } of PULLED) {
      const when = WHEN.filter((column) => column in columns);
      const without = when.length === 0 ? '' : `EXCLUDE (${when.join(', ')})`;
      const day = partitionBy !== null ? 'dt' : 'day' in columns ? 'day::VARCHAR' : undefined;
      const days = forgotten.map((one) => `'${one}'`).join(', ');
      const where = day === undefined || days === '' ? '' : `WHERE ${day} NOT IN (${days})`;
      const found = await duckdb.rows(`SELECT * ${without} FROM ${name} ${where}`);
      rows[name] = found.map((row) => JSON.stringify(row)).sort();
    }
    return rows;
  });
}

/** Where two lakes differ, table by table, in few words. */
export function differences(
  one: Readonly<Record<string, readonly string[]>>,
  other: Readonly<Record<string, readonly string[]>>,
): string[] {
  return Object.entries(one).flatMap(([table, rows]) => {
    const [here, there] = [new Set(rows), new Set(other[table])];
    const [extra, missing] = [there.difference(here), here.difference(there)];
    if (extra.size + missing.size === 0 && rows.length === other[table]?.length) return [];
    return [`${table}: ${extra.size} more, ${missing.size} fewer; ${[...missing][0]} | ${[...extra][0]}`];
  });
}
