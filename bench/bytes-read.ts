import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDb } from '../src/lake/engine/duckdb.ts';
import { folderStore } from '../src/lake/store/folder-store.ts';
import { openQueryDb, type QueryScope } from '../src/query/query-lake.ts';
import { registerTables } from '../src/query/register-tables.ts';
import { registerViews } from '../src/query/register-views.ts';

/** What was read of one table's files. */
export interface TableRead {
  readonly table: string;
  readonly files: number;
  readonly bytes: number;
}

/**
 * What the engine read of the lake's files to answer, by table: all that it asked the file system for, footers too, as its own log
 * of the file system has it. Each query counts for itself, and so does each scan within one. Only where the ranges of one
 * scan overlap are their bytes counted once: DuckDB reads 256 bytes ahead for the header of a page, and then the page. The log
 * slows it, so it is not for timing.
 */
export async function bytesRead(
  lake: string,
  { tables, views = [], kept }: QueryScope,
  ask: (duckdb: DuckDb) => Promise<unknown>,
): Promise<TableRead[]> {
  const workDir = await mkdtemp(join(tmpdir(), 'codex-lake-bytes-'));
  const duckdb = await openQueryDb(workDir);
  try {
    await duckdb.run("CALL enable_logging('FileSystem', level = 'trace')");
    await registerTables(duckdb, folderStore(lake), tables, workDir);
    await registerViews(duckdb, views, kept);
    await ask(duckdb);
    await duckdb.run('CALL disable_logging()');
    const rows = await duckdb.rows(`
      WITH reads AS (
        SELECT query_id, path, pos, pos + bytes AS until, row_number() OVER (PARTITION BY query_id, path, pos, bytes) AS scan
        FROM (SELECT context_id, path, pos, bytes, op FROM duckdb_logs_parsed('FileSystem'))
        JOIN (SELECT context_id, query_id FROM duckdb_log_contexts()) USING (context_id)
        WHERE op = 'READ' AND path LIKE '%.parquet'
      ),
      ranges AS (
        SELECT path, until - greatest(pos, coalesce(max(until) OVER before, 0)) AS bytes
        FROM reads
        WINDOW before AS (
          PARTITION BY query_id, path, scan ORDER BY pos, until ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
      )
      SELECT regexp_extract(path, '/lake/([a-z_]+)/', 1) AS "table", count(DISTINCT path)::INTEGER AS files,
        sum(greatest(bytes, 0))::DOUBLE AS bytes
      FROM ranges GROUP BY 1 ORDER BY bytes DESC`);
    return rows.map((row) => ({
      table: String(row.table),
      files: Number(row.files),
      bytes: Number(row.bytes),
    }));
  } finally {
    duckdb.close();
    await rm(workDir, { recursive: true, force: true });
  }
}
