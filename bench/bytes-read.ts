import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Duck, openDuck } from '../lambdas/lake/duck.ts';
import { folderStore } from '../lambdas/lake/folder-store.ts';
import { openTables } from '../lambdas/lake/open-tables.ts';
import { openViews } from '../lambdas/lake/open-views.ts';
import { neededFor } from '../lambdas/views/needed.ts';

/** What was read of one table's files. */
export interface TableRead {
  readonly table: string;
  readonly files: number;
  readonly bytes: number;
}

/**
 * What the engine read of the lake's files for the views asked, by table: every range it asked the file system for, footers and
 * repeats too, as its own log of the file system has them. Set up as the command line's path is; the log slows it, so it is not
 * for timing.
 */
export async function bytesRead(
  lake: string,
  views: readonly string[],
  ask: (duck: Duck) => Promise<unknown>,
): Promise<TableRead[]> {
  const workDir = await mkdtemp(join(tmpdir(), 'codex-lake-bytes-'));
  const duck = await openDuck({ workDir, threads: 2, memoryMB: 2000 });
  try {
    await duck.run('SET parquet_metadata_cache = true');
    await duck.run("CALL enable_logging('FileSystem', level = 'trace')");
    const needed = neededFor(views);
    await openTables(duck, folderStore(lake), needed.tables, workDir);
    await openViews(duck, needed.views);
    await ask(duck);
    await duck.run('CALL disable_logging()');
    const rows = await duck.rows(`
      SELECT regexp_extract(path, '/lake/([a-z_]+)/', 1) AS "table", count(DISTINCT path)::INTEGER AS files,
        sum(bytes)::DOUBLE AS bytes
      FROM duckdb_logs_parsed('FileSystem') WHERE op = 'READ' AND path LIKE '%.parquet' GROUP BY 1 ORDER BY bytes DESC`);
    return rows.map((row) => ({
      table: String(row.table),
      files: Number(row.files),
      bytes: Number(row.bytes),
    }));
  } finally {
    duck.close();
    await rm(workDir, { recursive: true, force: true });
  }
}
