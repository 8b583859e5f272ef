import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDb, openDuckDb } from '../lake/engine/duckdb.ts';
import { openStore } from '../lake/store/open-store.ts';
import type { Table } from '../tables/define-table.ts';
import { registerTables } from './register-tables.ts';
import { registerViews, type ViewSql } from './register-views.ts';

/** What of a lake is opened for questions. */
export interface QueryScope {
  readonly tables: readonly Table[];
  readonly views?: readonly ViewSql[];
  /** Names of those views that are answered once for all questions. @default none */
  readonly kept?: readonly string[];
}

/** The engine that answers questions here, before it knows the lake. */
export async function openQueryDb(workDir: string): Promise<DuckDb> {
  const duckdb = await openDuckDb({ workDir, threads: 2, memoryMB: 2000 });
  // Views name a table several times, and a year is hundreds of files whose footers are read each time else.
  await duckdb.run('SET parquet_metadata_cache = true');
  return duckdb;
}

/** Runs `ask` over the given tables and views of a lake, read with DuckDB here. */
export async function queryLake<T>(
  location: string,
  { tables, views = [], kept }: QueryScope,
  ask: (duckdb: DuckDb) => Promise<T>,
): Promise<T> {
  const workDir = await mkdtemp(join(tmpdir(), 'codex-lake-query-'));
  const duckdb = await openQueryDb(workDir);
  try {
    await registerTables(duckdb, await openStore(location), tables, workDir);
    await registerViews(duckdb, views, kept);
    return await ask(duckdb);
  } finally {
    duckdb.close();
    await rm(workDir, { recursive: true, force: true });
  }
}
