import { rm, writeFile } from 'node:fs/promises';
import { type Column, KINDS } from '../../tables/column.ts';
import type { Table } from '../../tables/define-table.ts';
import { objectKey, UNDATED } from '../../tables/layout.ts';
import { fieldsOf } from '../../tables/shape.ts';
import { identifier, literal, type Row } from '../engine/duckdb.ts';
import { scratchFile } from '../engine/engine.ts';
import { fileLiteral } from '../engine/file-literal.ts';
import { readParquet, writeParquet } from '../engine/parquet.ts';
import type { ReadableLake } from '../lake.ts';
import type { Expected, StoredObject } from '../store/object-store.ts';
import { withWholeParquet } from '../whole-parquet.ts';
import { mergeLatest } from './merge-latest.ts';

/**
 * Merges rows of the system tables (ledger, runs, rejects), given by the fields their columns are read from, into the days they
 * belong to. `name` is the object of the day they go to: one for each source and scope, so that collectors do not get in each
 * other's way.
 */
export async function writeSystemRows(
  lake: ReadableLake,
  table: Table,
  name: string,
  rows: readonly Row[],
): Promise<void> {
  const byDay = Map.groupBy(rows, dayReader(table));
  for (const day of [...byDay.keys()].sort())
    await withTypedRows(lake, table, byDay.get(day) ?? [], (typed) =>
      mergeLatest(lake, table, objectKey(table, day, name), typed),
    );
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

/** A pull writes dozens of such objects. They fit their table, so they are read by its types and need no staging. */
async function withTypedRows(
  lake: ReadableLake,
  table: Table,
  rows: readonly Row[],
  use: (typed: string) => Promise<void>,
): Promise<void> {
  const file = scratchFile(lake, `${table.name}.jsonl`);
  const columns = Object.entries(table.columns);
  const types = columns.map(([name, { kind }]) => `${identifier(name)}: ${literal(KINDS[kind].duckdb)}`);
  const readers = columns.map(([name, column]) => [name, readerOf(column)] as const);
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

/** The day a row belongs to, as `partitionSql` tells it. */
function dayReader(table: Table): (row: Row) => string | null {
  const column = table.columns[table.partitionBy ?? ''];
  if (column === undefined) return () => null;
  const read = readerOf(column);
  return (row) => {
    const day = String(read(row)).slice(0, 10);
    return day >= UNDATED && day < '2100' ? day : UNDATED;
  };
}

/** From a row to the value of a column. */
function readerOf({ kind, origin }: Column): (row: Row) => unknown {
  const [field = ''] = origin.from === 'record' ? origin.paths.flatMap(fieldsOf) : [];
  if (kind === 'timestamp') return (row) => utcOf(row[field]);
  if (kind === 'date') return (row) => utcOf(row[field])?.slice(0, 10) ?? null;
  return (row) => row[field] ?? null;
}

/** A time as it is read as milliseconds in UTC, from ISO with or without offset, or as DuckDB tells it; null when it is none. */
function utcOf(time: unknown): string | null {
  const text = String(time).replace(' ', 'T');
  if (!/^\d{4}-\d\d-\d\d(T|$)/.test(text)) return null;
  const isZoned = !text.includes('T') || /(Z|[+-]\d\d(:?\d\d)?)$/i.test(text.slice(10));
  const ms = Date.parse(isZoned ? text : `${text}Z`);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString().slice(0, -1);
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

/** The same, with the version each object was in. Throws `DamagedObject` when one is not what was written. */
export async function readSystemObjects(
  lake: ReadableLake,
  table: Table,
  keys: readonly string[],
): Promise<{ readonly rows: Row[]; readonly objects: ReadonlyMap<string, StoredObject> }> {
  const objects = new Map<string, StoredObject>();
  const files: string[] = [];
  for (const key of keys) {
    const file = scratchFile(lake, `${table.name}.parquet`);
    const object = await lake.store.download(key, file);
    if (object === undefined) continue;
    objects.set(key, object);
    files.push(file);
  }
  if (files.length === 0) return { rows: [], objects };
  const copies = [...objects.keys()].map((key, index) => ({ key, file: files[index] ?? '' }));
  try {
    const rows = await withWholeParquet(lake, copies, () =>
      lake.duckdb.rows(`FROM ${readParquet(files)} ORDER BY ${table.sort.join(', ')}`),
    );
    return { rows: rows.map((row) => withJson(table, row)), objects };
  } finally {
    for (const file of files) await rm(file, { force: true });
  }
}

/** JSON columns as values, so that a row that was read can be written as it is. */
function withJson(table: Table, row: Row): Row {
  const texts = Object.entries(row).filter(
    ([name, value]) => table.columns[name]?.kind === 'json' && typeof value === 'string',
  );
  return { ...row, ...Object.fromEntries(texts.map(([name, text]) => [name, JSON.parse(String(text))])) };
}
