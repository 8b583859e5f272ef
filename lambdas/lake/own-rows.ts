import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownRecord } from '../tables/about-the-lake.ts';
import type { Table } from '../tables/define-table.ts';
import { shapeOf } from '../tables/shape.ts';
import type { Row } from './duck.ts';
import { literal } from './duck.ts';
import type { Lake, ReadableLake } from './lake.ts';
import { objectKey } from './layout.ts';
import { mergeNewest } from './merge-newest.ts';
import type { Expected, StoredObject } from './object-store.ts';
import { columnList, readParquet, writeParquet } from './parquet.ts';
import { partitionSql, selectRows } from './select.ts';
import { exampleLines, strictRead } from './strict-read.ts';

/**
 * Merges the lake's own rows (ledger, runs, rejects), given as JSON by column name, into the days they belong to. `name` is
 * the object of the day they go to: one for each source and scope, so that collectors do not get in each other's way.
 */
export async function writeOwnRows(
  lake: Lake,
  table: Table,
  name: string,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  await withTypedRows(lake, table, rows, async (typed) => {
    const placed = `(SELECT *, ${partitionSql(table)} AS dt FROM (${typed}))`;
    for (const { dt } of await lake.duck.rows(`SELECT DISTINCT dt FROM ${placed} ORDER BY dt`)) {
      const day = String(dt);
      const incoming = `SELECT ${columnList(table)} FROM ${placed} WHERE dt = ${literal(day)}`;
      await mergeNewest(lake, table, objectKey(table, day, name), incoming);
    }
  });
}

/** Puts exactly these rows into an object in place of the version that was read. Throws `LostRace` when it is another one by now. */
export async function replaceOwnRows(
  lake: ReadableLake,
  table: Table,
  key: string,
  rows: readonly Row[],
  expected: Expected,
): Promise<void> {
  await withTypedRows(lake, table, rows, async (toSort) => {
    const file = await writeParquet(lake, table, { toSort });
    try {
      await lake.store.put(key, { file }, expected);
    } finally {
      await rm(file, { force: true });
    }
  });
}

/** Rows of our own fit their table, so they need no staging: a pull writes dozens of such objects. */
async function withTypedRows(
  lake: ReadableLake,
  table: Table,
  rows: readonly Row[],
  use: (typed: string) => Promise<void>,
): Promise<void> {
  const file = join(lake.workDir, `${table.name}-${randomUUID()}.jsonl`);
  const example = `${file}.example`;
  try {
    await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    await writeFile(example, exampleLines(shapeOf(ownRecord(table))));
    await use(selectRows(table, strictRead(example, [file]), example, {}, true));
  } finally {
    await rm(file, { force: true });
    await rm(example, { force: true });
  }
}

/** The rows in the given objects of one of the lake's own tables, in its order; objects that are not there have none. */
export async function readOwnRows(lake: ReadableLake, table: Table, keys: readonly string[]): Promise<Row[]> {
  const { rows } = await readOwnObjects(lake, table, keys);
  return rows;
}

/** The same, with the version each object was in. */
export async function readOwnObjects(
  lake: ReadableLake,
  table: Table,
  keys: readonly string[],
): Promise<{ readonly rows: Row[]; readonly objects: ReadonlyMap<string, StoredObject> }> {
  const objects = new Map<string, StoredObject>();
  const files: string[] = [];
  for (const key of keys) {
    const file = join(lake.workDir, `${table.name}-${randomUUID()}.parquet`);
    const object = await lake.store.download(key, file);
    if (object === undefined) continue;
    objects.set(key, object);
    files.push(file);
  }
  if (files.length === 0) return { rows: [], objects };
  const rows = await lake.duck.rows(`FROM ${readParquet(files)} ORDER BY ${table.sort.join(', ')}`);
  for (const file of files) await rm(file, { force: true });
  return { rows: rows.map((row) => withJson(table, row)), objects };
}

/** JSON columns as values, so that a row that was read can be written as it is. */
function withJson(table: Table, row: Row): Row {
  const texts = Object.entries(row).filter(
    ([name, value]) => table.columns[name]?.kind === 'json' && typeof value === 'string',
  );
  return { ...row, ...Object.fromEntries(texts.map(([name, text]) => [name, JSON.parse(String(text))])) };
}
