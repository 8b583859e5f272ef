import { type DuckDb, identifier, literal } from '../lake/engine/duckdb.ts';
import { fileList } from '../lake/engine/file-literal.ts';
import type { ObjectStore } from '../lake/store/object-store.ts';
import { KINDS, type Kind } from '../tables/column.ts';
import type { Table } from '../tables/define-table.ts';
import { objectsPrefix } from '../tables/layout.ts';
import { type LocalFiles, localFiles } from './local-files.ts';

/**
 * Makes the tables of a lake known to DuckDB under their names, each with its partition `month`, and returns the files they are in.
 * Objects of a folder are read in place; those of S3 are fetched to `workDir` first. A table without rows is there all the
 * same, with its columns. What is written to the lake afterwards is not seen: each statement reads the same files.
 */
export async function registerTables(
  duckdb: DuckDb,
  store: ObjectStore,
  tables: readonly Table[],
  workDir: string,
): Promise<readonly string[]> {
  const local = await localFiles(store, workDir);
  const all: string[] = [];
  for (const table of tables) {
    const files = await filesOf(store, local, table);
    const rows = files.length === 0 ? noRows(table) : rowsOf(table, files);
    await duckdb.run(`CREATE OR REPLACE VIEW ${identifier(table.name)} AS ${rows}`);
    all.push(...files);
  }
  return all;
}

async function filesOf(store: ObjectStore, local: LocalFiles, table: Table): Promise<string[]> {
  const files: string[] = [];
  for await (const { key } of store.list(objectsPrefix(table)))
    if (key.endsWith('.parquet')) files.push(await local.fileOf(key));
  return files;
}

/**
 * Rows of Parquet files by the table's own columns, null where a file is older than a column. As DuckDB is told the columns, it
 * opens no file to ask for them, and none at all of a month that is filtered out. It takes no partitions beside columns, so the month
 * is read from the file's name.
 */
function rowsOf(table: Table, files: readonly string[]): string {
  const columns = columnsOf(table).map(
    ([name, type]) =>
      `${literal(name)}: {name: ${literal(name)}, type: ${literal(type)}, default_value: NULL}`,
  );
  const month =
    table.partitionBy === null ? '' : `, regexp_extract(filename, '/month=([^/]*)/[^/]*$', 1) AS month`;
  return `SELECT * EXCLUDE (filename)${month}
    FROM read_parquet(${fileList(files)}, schema = MAP {${columns.join(', ')}}, filename = true, hive_partitioning = false)`;
}

function noRows(table: Table): string {
  const columns = columnsOf(table).map(([name, type]) => `NULL::${type} AS ${identifier(name)}`);
  return `SELECT ${columns.join(', ')}${table.partitionBy === null ? '' : ', NULL::VARCHAR AS month'} WHERE false`;
}

function columnsOf(table: Table): (readonly [name: string, type: string])[] {
  return Object.entries(table.columns).map(([name, { kind }]) => [name, readAs(kind)]);
}

/** The type a column has when read from Parquet: DuckDB knows milliseconds there only as its finer TIMESTAMP. */
function readAs(kind: Kind): string {
  return kind === 'timestamp' ? 'TIMESTAMP' : KINDS[kind].duckdb;
}
