import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { questionDuck, type ToOpen } from '../lambdas/cli/ask-lake.ts';
import type { Duck } from '../lambdas/lake/duck.ts';
import { folderStore } from '../lambdas/lake/folder-store.ts';
import { openTables } from '../lambdas/lake/open-tables.ts';
import { openViews } from '../lambdas/lake/open-views.ts';

/** What was read of one table's files. */
export interface TableRead {
  readonly table: string;
  readonly files: number;
  readonly bytes: number;
}

/**
 * What the engine read of the lake's files to answer, by table: every range it asked the file system for, footers and
 * repeats too, as its own log of the file system has them. The log slows it, so it is not
 * for timing.
 */
export async function bytesRead(
  lake: string,
  { tables, views = [], kept }: ToOpen,
  ask: (duck: Duck) => Promise<unknown>,
): Promise<TableRead[]> {
  const workDir = await mkdtemp(join(tmpdir(), 'codex-lake-bytes-'));
  const duck = await questionDuck(workDir);
  try {
    await duck.run("CALL enable_logging('FileSystem', level = 'trace')");
    await openTables(duck, folderStore(lake), tables, workDir);
    await openViews(duck, views, kept);
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
