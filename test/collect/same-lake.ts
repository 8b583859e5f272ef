import { createHash } from 'node:crypto';
import type { ObjectStore } from '../../lambdas/lake/object-store.ts';
import { TABLES } from '../../lambdas/tables/tables.ts';
import { ask } from './fixture.ts';

/** A lake by what is in it: objects by their hash, and rows table by table. */
export interface Contents {
  readonly objects: Readonly<Record<string, string>>;
  readonly rows: Readonly<Record<string, readonly string[]>>;
}

/**
 * Everything but the runs, which tell how often it was tried. Without `rows` only the objects: where the clock stands still
 * the same rows are the same bytes, and comparing those is quicker.
 */
export async function contentsOf(store: ObjectStore): Promise<Contents> {
  return { objects: await objectsOf(store), rows: await rowsByTable(store) };
}

export async function objectsOf(store: ObjectStore): Promise<Record<string, string>> {
  const objects: Record<string, string> = {};
  for await (const { key } of store.list('')) {
    if (key.startsWith('lake/runs/')) continue;
    objects[key] = createHash('sha256')
      .update((await store.read(key)) ?? 'gone')
      .digest('hex');
  }
  return objects;
}

export async function rowsByTable(store: ObjectStore): Promise<Record<string, string[]>> {
  return ask(store, async (duck) => {
    const rows: Record<string, string[]> = {};
    for (const { name } of TABLES.filter((table) => table.name !== 'runs')) {
      rows[name] = (await duck.rows(`SELECT * FROM ${name}`)).map((row) => JSON.stringify(row)).sort();
    }
    return rows;
  });
}
