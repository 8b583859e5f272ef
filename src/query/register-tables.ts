import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDb, identifier, literal } from '../lake/engine/duckdb.ts';
import type { ObjectStore } from '../lake/store/object-store.ts';
import { KINDS, type Kind } from '../tables/column.ts';
import type { Table } from '../tables/define-table.ts';
import { dayOfKey, tablePrefix } from '../tables/layout.ts';

/**
 * Makes the tables of a lake known to DuckDB under their names, each with its partition `dt`. Objects of a folder are read in
 * place; those of S3 are fetched to `workDir` first. A table without rows is there all the same, with its columns.
 */
export async function registerTables(
  duckdb: DuckDb,
  store: ObjectStore,
  tables: readonly Table[],
  workDir: string,
): Promise<void> {
  for (const table of tables) {
    const pattern = await filesOf(store, table, workDir);
    const rows = pattern === undefined ? noRows(table) : rowsOf(table, pattern);
    await duckdb.run(`CREATE OR REPLACE VIEW ${identifier(table.name)} AS ${rows}`);
  }
}

/**
 * Rows of Parquet files by the table's own columns, null where a file is older than a column. As DuckDB is told the columns, it
 * opens no file to ask for them, and none at all of a day that is filtered out: a year of a table is hundreds of files, and
 * a view names it several times. It takes no partitions beside columns, so the day is read from the file's name.
 */
function rowsOf(table: Table, pattern: string): string {
  const columns = columnsOf(table).map(
    ([name, type]) =>
      `${literal(name)}: {name: ${literal(name)}, type: ${literal(type)}, default_value: NULL}`,
  );
  const day = table.partitionBy === null ? '' : `, regexp_extract(filename, '/dt=([^/]*)/[^/]*$', 1) AS dt`;
  return `SELECT * EXCLUDE (filename)${day}
    FROM read_parquet(${literal(pattern)}, schema = MAP {${columns.join(', ')}}, filename = true, hive_partitioning = false)`;
}

function noRows(table: Table): string {
  const columns = columnsOf(table).map(([name, type]) => `NULL::${type} AS ${identifier(name)}`);
  return `SELECT ${columns.join(', ')}${table.partitionBy === null ? '' : ', NULL::VARCHAR AS dt'} WHERE false`;
}

function columnsOf(table: Table): (readonly [name: string, type: string])[] {
  return Object.entries(table.columns).map(([name, { kind }]) => [name, readAs(kind)]);
}

/** The type a column has when read from Parquet: DuckDB knows milliseconds there only as its finer TIMESTAMP. */
function readAs(kind: Kind): string {
  return kind === 'timestamp' ? 'TIMESTAMP' : KINDS[kind].duckdb;
}

/** A pattern of the table's files on this machine; undefined when there are none. */
async function filesOf(store: ObjectStore, table: Table, workDir: string): Promise<string | undefined> {
  let found = false;
  for await (const { key } of store.list(tablePrefix(table))) {
    if (store.folder !== undefined) return join(store.folder, tablePrefix(table), '**', '*.parquet');
    found = true;
    const dt = dayOfKey(key);
    const folder = join(workDir, table.name, dt === undefined ? '' : `dt=${dt}`);
    await mkdir(folder, { recursive: true });
    await store.download(key, join(folder, key.slice(key.lastIndexOf('/') + 1)));
  }
  return found ? join(workDir, table.name, '**', '*.parquet') : undefined;
}
