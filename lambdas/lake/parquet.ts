import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Table } from '../tables/define-table.ts';
import { identifier, literal } from './duck.ts';
import type { Lake } from './lake.ts';

/** Writes the rows of a query as a Parquet file of the table, in its order of columns and rows; the same rows give the same bytes. */
export async function writeParquet(lake: Lake, table: Table, query: string): Promise<string> {
  const file = join(lake.workDir, `${randomUUID()}.parquet`);
  const columns = columnList(table);
  const order = table.sort.map((name) => `${identifier(name)} NULLS FIRST`).join(', ');
  await lake.duck.run(
    `COPY (SELECT ${columns} FROM (${query}) ORDER BY ${order}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  return file;
}

/** Reads Parquet files of the table as they are; written before a column existed, they have null in it. */
export function readParquet(files: readonly string[]): string {
  return `read_parquet([${files.map(literal).join(', ')}], union_by_name = true, hive_partitioning = false)`;
}

export function columnList(table: Table): string {
  return Object.keys(table.columns).map(identifier).join(', ');
}
