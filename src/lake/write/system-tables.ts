import { rm, writeFile } from 'node:fs/promises';
import { type Column, KINDS } from '../../tables/column.ts';
import type { Table } from '../../tables/define-table.ts';
import { objectKey, UNDATED } from '../../tables/layout.ts';
import { fieldsOf } from '../../tables/shape.ts';
import type { Day } from '../../tables/utc-day.ts';
import { identifier, literal, type Row } from '../engine/duckdb.ts';
import { scratchFile } from '../engine/engine.ts';
import { fileLiteral } from '../engine/file-literal.ts';
import { readParquet, writeParquet } from '../engine/parquet.ts';
import { utcOf } from '../iso-of.ts';
import type { ReadableLake } from '../lake.ts';
import type { Expected, ObjectStore, StoredObject } from '../store/object-store.ts';
import { withWholeParquet } from '../whole-parquet.ts';
import { mergeLatest } from './merge-latest.ts';

/** An object's rows, and the version they were read from. */
interface ReadObject {
  readonly object: StoredObject;
  readonly rows: readonly Row[];
}

/** What was read last, by store and key; see `readSystemObjects`. */
const READ = new WeakMap<ObjectStore, Map<string, ReadObject>>();
const MOST_REMEMBERED = 800;

/**
 * Merges rows of the system tables (ledger, runs, rejects), given by the fields their columns are read from, into the objects of the
 * days they belong to, those called `name`.
 */
export async function writeSystemRows(
  lake: ReadableLake,
  table: Table,
  name: string,
  rows: readonly Row[],
): Promise<void> {
  const byKey = Map.groupBy(rows, keyReader(table, name));
  for (const key of [...byKey.keys()].sort())
    await withTypedRows(lake, table, byKey.get(key) ?? [], (typed) => mergeLatest(lake, table, key, typed));
}

/** From a row to the key of the object it goes to. */
export function keyReader(table: Table, name: string): (row: Row) => string {
  const dayOfRow = dayReader(table);
  return (row) => objectKey(table, dayOfRow(row), name);
}

/** Puts exactly these rows into an object in place of the version that was read. Throws `WriteConflict` when it is another one by now. */
export async function replaceSystemRows(
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

/** They fit their table, so they are read by its types and need no staging. */
async function withTypedRows(
  lake: ReadableLake,
  table: Table,
  rows: readonly Row[],
  use: (typed: string) => Promise<void>,
): Promise<void> {
  const file = scratchFile(lake, `${table.name}.jsonl`);
  const columns = Object.entries(table.columns);
  const types = columns.map(([name, { kind }]) => `${identifier(name)}: ${literal(KINDS[kind].duckdb)}`);
  const dayOfRow = dayReader(table);
  const readers = columns.map(([name, column]) => [name, readerOf(column, dayOfRow)] as const);
  const lines = rows.map((row) =>
    JSON.stringify(Object.fromEntries(readers.map(([name, read]) => [name, read(row)]))),
  );
  try {
    await writeFile(file, `${lines.join('\n')}\n`);
    await use(
      `SELECT * FROM read_json(${fileLiteral(file)}, format = 'newline_delimited', columns = {${types.join(', ')}})`,
    );
  } finally {
    await rm(file, { force: true });
  }
}

/** The day a row belongs to, as `dtSql` tells it. */
function dayReader(table: Table): (row: Row) => Day | null {
  const column = table.columns[table.partitionBy ?? ''];
  if (column === undefined) return () => null;
  const read = readerOf(column, () => null);
  return (row) => {
    const day = String(read(row)).slice(0, 10);
    return day >= UNDATED && day < '2100' ? day : UNDATED;
  };
}

/** From a row to the value of a column. */
function readerOf({ kind, origin }: Column, dayOfRow: (row: Row) => Day | null): (row: Row) => unknown {
  if (origin.from === 'column') return dayOfRow;
  const [field = ''] = origin.from === 'record' ? origin.paths.flatMap(fieldsOf) : [];
  if (kind === 'timestamp') return (row) => utcOf(row[field]);
  if (kind === 'date') return (row) => utcOf(row[field])?.slice(0, 10) ?? null;
  return (row) => row[field] ?? null;
}

/** The rows in the given objects of a system table, in its order; objects that are not there have none. */
export async function readSystemRows(
  lake: ReadableLake,
  table: Table,
  keys: readonly string[],
): Promise<Row[]> {
  const { rows } = await readSystemObjects(lake, table, keys);
  return rows;
}

/**
 * The same, with the version each object was in. Streams share objects: one that is as it was when it was last read through this store is not
 * read again. Throws `DamagedObject` when one is not what was written.
 */
export async function readSystemObjects(
  lake: ReadableLake,
  table: Table,
  keys: readonly string[],
): Promise<{ readonly rows: Row[]; readonly objects: ReadonlyMap<string, StoredObject> }> {
  const objects = new Map<string, StoredObject>();
  const rows: Row[] = [];
  for (const key of [...keys].sort()) {
    const read = await readObject(lake, table, key);
    if (read === undefined) continue;
    objects.set(key, read.object);
    for (const row of read.rows) rows.push(row);
  }
  return { rows, objects };
}

async function readObject(lake: ReadableLake, table: Table, key: string): Promise<ReadObject | undefined> {
  const known = READ.get(lake.store) ?? new Map<string, ReadObject>();
  READ.set(lake.store, known);
  const before = known.get(key);
  if (before !== undefined && (await lake.store.head(key))?.etag === before.object.etag) return before;
  known.delete(key);
  const file = scratchFile(lake, `${table.name}.parquet`);
  try {
    const object = await lake.store.download(key, file);
    if (object === undefined) return undefined;
    const rows = await withWholeParquet(lake, [{ key, file }], () =>
      lake.duckdb.rows(`FROM ${readParquet([file])} ORDER BY ${table.sort.join(', ')}`),
    );
    const read = { object, rows: rows.map((row) => withJson(table, row)) };
    for (const oldest of [...known.keys()].slice(0, Math.max(0, known.size - MOST_REMEMBERED)))
      known.delete(oldest);
    known.set(key, read);
    return read;
  } finally {
    await rm(file, { force: true });
  }
}

/** JSON columns as values, so that a row that was read can be written as it is. */
function withJson(table: Table, row: Row): Row {
  const texts = Object.entries(row).filter(
    ([name, value]) => table.columns[name]?.kind === 'json' && typeof value === 'string',
  );
  return { ...row, ...Object.fromEntries(texts.map(([name, text]) => [name, JSON.parse(String(text))])) };
}
