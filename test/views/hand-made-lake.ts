import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDb, literal, openDuckDb, type Row } from '../../src/lake/engine/duckdb.ts';
import { dtSql } from '../../src/lake/parse/select.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { registerTables } from '../../src/query/register-tables.ts';
import { registerViews } from '../../src/query/register-views.ts';
import { KINDS } from '../../src/tables/column.ts';
import type { Table } from '../../src/tables/define-table.ts';
import { tablePrefix } from '../../src/tables/layout.ts';
import { TABLES } from '../../src/tables/tables.ts';
import { VIEWS } from '../../src/views/views.ts';

/** Rows of tables by the table's name; a column that is not given is null. */
export type Rows = Readonly<Record<string, readonly Row[]>>;

/** DuckDB over a lake in `folder` with just these rows, and every table and view open. Rows go through Parquet, as in any lake. */
export async function handMadeLake(folder: string, rows: Rows): Promise<DuckDb> {
  const duckdb = await openDuckDb({ workDir: folder });
  for (const [name, ofTable] of Object.entries(rows)) {
    const table = TABLES.find((known) => known.name === name);
    if (table === undefined) throw new Error(`table ${name}: there is none`);
    await writeRows(duckdb, folder, table, ofTable);
  }
  await registerTables(duckdb, folderStore(folder), TABLES, folder);
  await registerViews(duckdb, VIEWS);
  return duckdb;
}

async function writeRows(duckdb: DuckDb, folder: string, table: Table, rows: readonly Row[]): Promise<void> {
  for (const column of rows.flatMap((row) => Object.keys(row)))
    if (!(column in table.columns)) throw new Error(`table ${table.name}: no column ${column}`);
  const json = join(folder, `${table.name}.jsonl`);
  const to = join(folder, tablePrefix(table));
  await mkdir(to, { recursive: true });
  await writeFile(json, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const types = Object.entries(table.columns).map(([name, { kind }]) => `"${name}": '${KINDS[kind].duckdb}'`);
  const read = `SELECT * FROM read_json(${literal(json)}, columns = {${types.join(', ')}})`;
  const { partitionBy } = table;
  const dt = partitionBy === null ? undefined : dtSql(partitionBy);
  await duckdb.run(
    dt === undefined
      ? `COPY (${read}) TO ${literal(join(to, 'all.parquet'))} (FORMAT parquet)`
      : `COPY (SELECT * REPLACE (${dt} AS dt), substr(${dt}, 1, 7) AS month FROM (${read})) TO ${literal(to)} (FORMAT parquet, PARTITION_BY (month), OVERWRITE_OR_IGNORE)`,
  );
}
