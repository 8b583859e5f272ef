import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Duck, openDuck } from '../lake/engine/duckdb.ts';
import { openStore } from '../lake/store/open-store.ts';
import type { Table } from '../tables/define-table.ts';
import type { View } from '../views/view.ts';
import { openTables } from './register-tables.ts';
import { openViews } from './register-views.ts';

/** What of a lake is opened for questions. */
export interface ToOpen {
  readonly tables: readonly Table[];
  readonly views?: readonly View[];
  /** Names of those views that are answered once for all questions. @default none */
  readonly kept?: readonly string[];
}

/** The engine that answers questions here, before it knows the lake. */
export async function questionDuck(workDir: string): Promise<Duck> {
  const duck = await openDuck({ workDir, threads: 2, memoryMB: 2000 });
  // Views name a table several times, and a year is hundreds of files whose footers are read each time else.
  await duck.run('SET parquet_metadata_cache = true');
  return duck;
}

/** Runs `ask` over the given tables and views of a lake, read with DuckDB here. */
export async function askLake<T>(
  location: string,
  { tables, views = [], kept }: ToOpen,
  ask: (duck: Duck) => Promise<T>,
): Promise<T> {
  const workDir = await mkdtemp(join(tmpdir(), 'codex-lake-query-'));
  const duck = await questionDuck(workDir);
  try {
    await openTables(duck, await openStore(location), tables, workDir);
    await openViews(duck, views, kept);
    return await ask(duck);
  } finally {
    duck.close();
    await rm(workDir, { recursive: true, force: true });
  }
}
