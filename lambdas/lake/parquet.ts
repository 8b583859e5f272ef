import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Table } from '../tables/define-table.ts';
import { identifier, literal } from './duck.ts';
import type { Lake } from './lake.ts';

/** Options of every COPY. Level 1 is a third faster than DuckDB's default of 3, and its files were no larger. */
export const PARQUET = '(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)';

/** Rows for a file of a table: those that stand in the table's order already, and behind them those to be sorted. */
export interface RowsToWrite {
  readonly head?: string;
  readonly rows?: string;
}

/** Writes rows as a Parquet file of the table, in its order of columns and rows; the same rows give the same bytes. */
export async function writeParquet(lake: Lake, table: Table, { head, rows }: RowsToWrite): Promise<string> {
  const file = join(lake.workDir, `${randomUUID()}.parquet`);
  const columns = columnList(table);
  const order = table.sort.map((name) => `${identifier(name)} NULLS FIRST`).join(', ');
  const all = [
    ...(head === undefined ? [] : [`(SELECT ${columns} FROM (${head}))`]),
    ...(rows === undefined ? [] : [`(SELECT ${columns} FROM (${rows}) ORDER BY ${order})`]),
  ];
  await lake.duck.run(`COPY (${all.join(' UNION ALL BY NAME ')}) TO ${literal(file)} ${PARQUET}`);
  return file;
}

/** Reads Parquet files of the table as they are; written before a column existed, they have null in it. */
export function readParquet(files: readonly string[]): string {
  return `read_parquet([${files.map(literal).join(', ')}], union_by_name = true, hive_partitioning = false)`;
}

export function columnList(table: Table): string {
  return Object.keys(table.columns).map(identifier).join(', ');
}
