import { join } from 'node:path';
import { type DuckDb, openDuckDb } from '../lake/engine/duckdb.ts';
import { openWorkDir } from '../lake/engine/work-dir.ts';
import { openStore } from '../lake/store/open-store.ts';
import type { Table } from '../tables/define-table.ts';
import { lakeIn } from './local-files.ts';
import { lockToFiles } from './lock-to-files.ts';
import { registerTables } from './register-tables.ts';
import { registerViews, type ViewSql } from './register-views.ts';

/** What of a lake is opened for questions. */
export interface QueryScope {
  readonly tables: readonly Table[];
  readonly views?: readonly ViewSql[];
  /** Names of those views that are answered once for all questions. @default none */
  readonly kept?: readonly string[];
  /** Leaves the engine open to files, networks and settings of this machine. @default false: only the tables' files */
  readonly unlocked?: boolean;
}

/** The engine that answers questions here, before it knows the lake. */
export async function openQueryDb(workDir: string): Promise<DuckDb> {
  // A folder of its own: a locked engine may still read and write where it spills to.
  const duckdb = await openDuckDb({ workDir: join(workDir, 'spill'), threads: 2, memoryMB: 2000 });
  // Views name a table several times, and a year is hundreds of files whose footers are read each time else.
  await duckdb.run('SET parquet_metadata_cache = true');
  return duckdb;
}

/** Runs `ask` over the given tables and views of a lake, read with DuckDB here. */
export async function queryLake<T>(
  location: string,
  { tables, views = [], kept, unlocked = false }: QueryScope,
  ask: (duckdb: DuckDb) => Promise<T>,
): Promise<T> {
  const scratch = await openWorkDir();
  const workDir = scratch.path;
  try {
    const duckdb = await openQueryDb(workDir);
    try {
      const files = await registerTables(duckdb, await openStore(location), tables, workDir);
      await registerViews(duckdb, views, kept);
      if (!unlocked) await lockToFiles(duckdb, files);
      return await ask(duckdb);
    } catch (error) {
      throw withPlaceOf(location, workDir, error);
    } finally {
      duckdb.close();
    }
  } finally {
    await scratch.remove();
  }
}

/** The engine names an object by where it is in `workDir`, which is gone when people read of it; the lake's own place is not. */
function withPlaceOf(location: string, workDir: string, error: unknown): unknown {
  if (error instanceof Error)
    error.message = error.message.replaceAll(lakeIn(workDir), location.replace(/\/$/, ''));
  return error;
}
