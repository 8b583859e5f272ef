import { readFile, rm } from 'node:fs/promises';
import type { Table } from '../../tables/define-table.ts';
import { objectKey, tablePrefix } from '../../tables/layout.ts';
import type { Day } from '../../tables/utc-day.ts';
import { literal } from '../engine/duckdb.ts';
import { columnList, writeParquet } from '../engine/parquet.ts';
import type { Lake } from '../lake.ts';
import type { Staged } from '../parse/stage.ts';
import type { StoredObject } from '../store/object-store.ts';

/**
 * The version (ETag) of each object before upstream is asked. Writes name it as their precondition, so that an older answer
 * never replaces a newer one.
 */
export type EtagSnapshot = ReadonlyMap<string, StoredObject>;

/** The objects of the tables from `since` on. */
export async function snapshotEtags(lake: Lake, tables: readonly Table[], since: Day): Promise<EtagSnapshot> {
  const etags = new Map<string, StoredObject>();
  for (const table of tables) {
    for await (const object of lake.store.list(tablePrefix(table), `${tablePrefix(table)}dt=${since}`)) {
      etags.set(object.key, object);
    }
  }
  return etags;
}

/**
 * Replaces a scope's days of a table by the staged rows of those days, each day whole. Throws `WriteConflict` when somebody else
 * wrote one of them since the snapshot: then upstream has to be asked again.
 */
export async function replacePartitions(
  lake: Lake,
  table: Table,
  staged: Staged,
  days: readonly Day[],
  scopeId: string,
  etags: EtagSnapshot,
): Promise<void> {
  const filled = await lake.duckdb.rows(`SELECT DISTINCT dt FROM ${staged.rows(table)}`);
  const withRows = new Set(filled.map(({ dt }) => String(dt)));
  for (const day of days) {
    const key = objectKey(table, day, scopeId);
    const there = etags.get(key);
    // An empty day that never had an object needs none.
    if (there !== undefined || withRows.has(day))
      await replacePartition(lake, table, staged, day, key, there);
  }
}

async function replacePartition(
  lake: Lake,
  table: Table,
  staged: Staged,
  day: Day,
  key: string,
  there: StoredObject | undefined,
): Promise<void> {
  const rows = `SELECT ${columnList(table)} FROM ${staged.rows(table)} WHERE dt = ${literal(day)}`;
  const file = await writeParquet(lake, table, { toSort: rows });
  try {
    if (there !== undefined && (await isSame(lake, there, file))) return;
    await lake.store.put(key, { file }, there ?? 'absent');
  } finally {
    await rm(file, { force: true });
  }
}

async function isSame(lake: Lake, there: StoredObject, file: string): Promise<boolean> {
  const mine = await readFile(file);
  if (mine.length !== there.size) return false;
  const theirs = await lake.store.read(there.key);
  return theirs !== undefined && mine.equals(theirs);
}
