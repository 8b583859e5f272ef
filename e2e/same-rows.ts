import { openLakeToRead } from '../src/lake/lake.ts';
import { folderStore } from '../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../src/lake/store/object-store.ts';
import { takeOverFormerLayout } from '../src/ledger/former-layout.ts';
import { LAYOUT_MARK } from '../src/ledger/layout-mark.ts';
import { isFormerLayout } from '../src/tables/layout.ts';
import { TABLES } from '../src/tables/tables.ts';
import { ask, withFolder } from '../test/harness/pull-fixture.ts';

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
export async function comparableRows(
  store: ObjectStore,
  forgotten: readonly string[] = [],
): Promise<Record<string, string[]>> {
  if (await isFormer(store))
    return withFolder(async (folder) => comparableRows(await takenOverCopy(store, folder), forgotten));
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

/** Whether only an earlier version can read it. */
async function isFormer(store: ObjectStore): Promise<boolean> {
  if ((await store.head(LAYOUT_MARK)) !== undefined) return false;
  for await (const { key } of store.list('lake/')) if (isFormerLayout(key)) return true;
  return false;
}

/** A copy of its tables that this version reads. */
async function takenOverCopy(store: ObjectStore, folder: string): Promise<ObjectStore> {
  const copy = folderStore(folder);
  for (const prefix of ['lake/', 'content/'])
    for await (const { key } of store.list(prefix))
      await copy.put(key, (await store.read(key)) ?? new Uint8Array(), 'absent');
  const lake = await openLakeToRead(copy);
  await takeOverFormerLayout(lake);
  await lake.close();
  return copy;
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
