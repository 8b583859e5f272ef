import { rename } from 'node:fs/promises';
import { KINDS } from '../../tables/column.ts';
import type { Table } from '../../tables/define-table.ts';
import { currentDerivation, DERIVATION_KEY } from './derivation.ts';
import { identifier, literal } from './duckdb.ts';
import { type Engine, scratchFile } from './engine.ts';
import { fileList, fileLiteral } from './file-literal.ts';
import { sealParquet } from './parquet-seal.ts';

/**
 * Options of every COPY. Level 1 is a third faster than DuckDB's default of 3, and its files were no larger. A row group is
 * built in memory: a third of the default size takes 160 MB less for a wide table, and prunes finer. Files carry the version of
 * the rules they were made by, the first one by carrying none.
 */
export function parquetOptions(derivation: number): string {
  const metadata =
    derivation === 1 ? '' : `, KV_METADATA {${DERIVATION_KEY}: ${literal(String(derivation))}}`;
  return `(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 40960${metadata})`;
}

/** Rows for a file of a table: queries of those that stand in its order already, then of those to be sorted behind them. */
export interface RowsToWrite {
  readonly inOrder?: readonly string[];
  readonly toSort?: string;
}

/** Writes rows as a Parquet file of the table, in its order of columns and rows; the same rows give the same bytes. */
export async function writeParquet(
  engine: Engine,
  table: Table,
  { inOrder = [], toSort }: RowsToWrite,
  derivation = currentDerivation(table),
): Promise<string> {
  const file = scratchFile(engine, 'rows.parquet');
  const columns = writtenColumns(table);
  const all = [
    ...inOrder.map((rows) => `(SELECT ${columns} FROM (${withEveryColumn(table, rows)}))`),
    ...(toSort === undefined
      ? []
      : [`(SELECT ${columns} FROM (${withEveryColumn(table, toSort)}) ORDER BY ${orderOf(table)})`]),
  ];
  await engine.duckdb.run(
    `COPY (${all.join(' UNION ALL BY NAME ')}) TO ${fileLiteral(file)} ${parquetOptions(derivation)}`,
  );
  await sealParquet(file);
  return file;
}

/**
 * Sorts a Parquet file of the table in place, where it is not in order already, as files of a log mostly are: telling takes
 * one narrow column, sorting takes all of them.
 */
export async function sortInPlace(engine: Engine, table: Table, file: string): Promise<void> {
  const names = table.sort.map(identifier);
  const untold = names.map((name) => `${name} IS NULL`).join(' OR ');
  const key = `row(${names.join(', ')})`;
  const [odd] = await engine.duckdb.rows(
    `SELECT 1 FROM (SELECT ${key} < lag(${key}) OVER () OR ${untold} AS odd FROM ${readParquet([file])}) WHERE odd LIMIT 1`,
  );
  if (odd === undefined) return;
  const rows = `read_parquet(${fileLiteral(file)}, file_row_number = true, hive_partitioning = false)`;
  const sorted = scratchFile(engine, 'sorted.parquet');
  await engine.duckdb.run(
    `COPY (SELECT ${writtenColumns(table)} FROM ${rows} ORDER BY ${orderOf(table)}, file_row_number) TO ${fileLiteral(sorted)} ${parquetOptions(currentDerivation(table))}`,
  );
  await rename(sorted, file);
}

/** The columns as they are written: DuckDB reads milliseconds back as microseconds, and would write those. */
function writtenColumns(table: Table): string {
  return Object.entries(table.columns)
    .map(([name, { kind }]) => [identifier(name), KINDS[kind].duckdb] as const)
    .map(([name, type]) => `CAST(${name} AS ${type}) AS ${name}`)
    .join(', ');
}

function orderOf(table: Table): string {
  return table.sort.map((name) => `${identifier(name)} NULLS FIRST`).join(', ');
}

/** Reads Parquet files of the table as they are; written before a column existed, they have null in it. */
export function readParquet(files: readonly string[]): string {
  return `read_parquet(${fileList(files)}, union_by_name = true, hive_partitioning = false)`;
}

/** Rows with null in columns that are younger than the file they are from. */
export function withEveryColumn(table: Table, rows: string): string {
  return `${noRows(table)} UNION ALL BY NAME (${rows})`;
}

export function noRows(table: Table): string {
  const columns = Object.entries(table.columns).map(
    ([name, { kind }]) => `NULL::${KINDS[kind].duckdb} AS ${identifier(name)}`,
  );
  return `SELECT ${columns.join(', ')} WHERE false`;
}

export function columnList(table: Table): string {
  return Object.keys(table.columns).map(identifier).join(', ');
}
