import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { sha256OfBytes } from '../../src/lake/store/sha256.ts';
import { JOURNAL } from '../../src/lake/write/journal.ts';
import { TABLES } from '../../src/tables/tables.ts';
import { ask } from './pull-fixture.ts';

/**
 * Every object by its hash, but for the runs and the journal, which tell how often it was tried. Where the clock stands still the same rows
 * are the same bytes.
 */
export async function objectsOf(store: ObjectStore): Promise<Record<string, string>> {
  const objects: Record<string, string> = {};
  for await (const { key, etag } of store.list('')) {
    if (key.startsWith('lake/runs/') || key.startsWith(JOURNAL)) continue;
    // In S3 the etag of such an object is a hash of it.
    objects[key] = store.folder === undefined ? etag : sha256OfBytes((await store.read(key)) ?? 'gone');
  }
  return objects;
}

/** Every row of every table but the runs, for lakes whose parts may be cut differently. */
export async function rowsByTable(store: ObjectStore): Promise<Record<string, string[]>> {
  return ask(store, async (duckdb) => {
    const rows: Record<string, string[]> = {};
    for (const { name } of TABLES.filter((table) => table.name !== 'runs')) {
      rows[name] = (await duckdb.rows(`SELECT * FROM ${name}`)).map((row) => JSON.stringify(row)).sort();
    }
    return rows;
  });
}
