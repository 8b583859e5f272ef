import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { KINDS, type Kind } from '../tables/column.ts';
import type { Table } from '../tables/define-table.ts';
import { type Duck, identifier, literal } from './duck.ts';
import { dayOfKey, tablePrefix } from './layout.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * Makes the tables of a lake known to DuckDB under their names, each with its partition `dt`. Objects of a folder are read in
 * place; those of S3 are fetched to `workDir` first. A table without rows is there all the same, with its columns.
 */
export async function openTables(
  duck: Duck,
  store: ObjectStore,
  tables: readonly Table[],
  workDir: string,
): Promise<void> {
  for (const table of tables) {
    const pattern = await filesOf(store, table, workDir);
    const columns = Object.entries(table.columns).map(
      ([name, { kind }]) => `NULL::${readAs(kind)} AS ${identifier(name)}`,
    );
    const partition = table.partitionBy === null ? '' : ', NULL::VARCHAR AS dt';
    const empty = `SELECT ${columns.join(', ')}${partition} WHERE false`;
    const options = `union_by_name = true, hive_partitioning = ${table.partitionBy !== null}, hive_types = {'dt': VARCHAR}`;
    const rows =
      pattern === undefined
        ? ''
        : `UNION ALL BY NAME FROM read_parquet(${literal(pattern)}, ${table.partitionBy === null ? 'hive_partitioning = false' : options})`;
    await duck.run(`CREATE OR REPLACE VIEW ${identifier(table.name)} AS ${empty} ${rows}`);
  }
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
