import { readFile, rm } from 'node:fs/promises';
import type { Table } from '../../tables/define-table.ts';
import { derivationWith } from '../engine/derivation.ts';
import { identifier } from '../engine/duckdb.ts';
import { scratchFile } from '../engine/engine.ts';
import { columnList, readParquet, writeParquet } from '../engine/parquet.ts';
import type { ReadableLake } from '../lake.ts';
import { retryOnConflict } from '../store/retry-on-conflict.ts';
import { withWholeParquet } from '../whole-parquet.ts';

/**
 * Merges rows into one object: of each key the row of the greatest version stays, of equal versions the incoming one.
 * `incoming` is a query with the table's columns. Writes nothing when nothing changes. Throws
 * `DamagedObject` when what is there is not what was written.
 */
export function mergeLatest(lake: ReadableLake, table: Table, key: string, incoming: string): Promise<void> {
  return retryOnConflict(() => mergeOnce(lake, table, key, incoming), lake.deadline);
}

async function mergeOnce(lake: ReadableLake, table: Table, key: string, incoming: string): Promise<void> {
  const file = scratchFile(lake, 'there.parquet');
  const there = await lake.store.download(key, file);
  const sources = [`SELECT ${columnList(table)}, 1 AS incoming FROM (${incoming})`];
  if (there !== undefined) sources.push(`SELECT *, 0 AS incoming FROM ${readParquet([file])}`);
  const merged = await withWholeParquet(lake, there === undefined ? [] : [{ key, file }], async () =>
    writeParquet(
      lake,
      table,
      { toSort: latestOf(table, sources.join('\nUNION ALL BY NAME\n')) },
      await derivationWith(lake, table, there && file),
    ),
  );
  try {
    if (there === undefined || !(await sameBytes(file, merged))) {
      await lake.store.put(key, { file: merged }, there ?? 'absent');
    }
  } finally {
    await rm(merged, { force: true });
    await rm(file, { force: true });
  }
}

/** Of each key the row of the greatest version; of equal versions that of the greatest `incoming`, a column of `rows` besides the table's. */
export function latestOf(table: Table, rows: string): string {
  if (table.merge.how !== 'latest') throw new Error(`table ${table.name}: is not merged by latest version`);
  const { version, first } = table.merge;
  const keys = table.key.map(identifier).join(', ');
  const kept =
    first === undefined
      ? '*'
      : `* REPLACE (min(${identifier(first)}) OVER (PARTITION BY ${keys}) AS ${identifier(first)})`;
  return `SELECT ${kept} FROM (${rows})
    QUALIFY row_number() OVER (PARTITION BY ${keys} ORDER BY ${identifier(version)} DESC NULLS LAST, incoming DESC) = 1`;
}

async function sameBytes(a: string, b: string): Promise<boolean> {
  return (await readFile(a)).equals(await readFile(b));
}
