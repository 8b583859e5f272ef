import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckDb, openDuckDb } from '../../src/lake/engine/duckdb.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { registerTables } from '../../src/query/register-tables.ts';
import { bigint, date, string, timestamp } from '../../src/tables/column.ts';
import { defineTable } from '../../src/tables/define-table.ts';

const visits = defineTable({
  name: 'visits',
  doc: 'One row per visit.',
  partitionBy: 'day',
  key: ['id'],
  merge: { how: 'append' },
  sort: ['id'],
  columns: {
    id: string('$.id', 'Id.'),
    day: date('iso', '$.day', 'Day.'),
    seen_at: timestamp('iso', '$.seen_at', 'Time.'),
    pages: bigint('$.pages', 'Pages; came later than the others.'),
  },
});

// The month is the folder's below the table, whatever the folders above it are called.
let folder: string;
let duckdb: DuckDb;

async function day(name: string, select: string): Promise<void> {
  const to = join(folder, 'month=1999-01', 'lake', 'visits', `month=${name.slice(0, 7)}`);
  await mkdir(to, { recursive: true });
  await duckdb.run(`COPY (${select}) TO '${join(to, `${name}.part-00000.parquet`)}' (FORMAT parquet)`);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-open-'));
  duckdb = await openDuckDb({ workDir: folder });
  const row = (id: string, on: string) =>
    `SELECT '${id}' AS id, '${on}' AS dt, DATE '${on}' AS day, TIMESTAMP_MS '${on} 10:00:00.123' AS seen_at`;
  await day('2026-09-01', row('a', '2026-09-01'));
  await day('2026-10-02', `${row('b', '2026-10-02')}, 3::BIGINT AS pages`);
  await day(
    '2026-11-03',
    `SELECT 'c' AS id, 4::BIGINT AS pages, DATE '2026-11-03' AS day, NULL::TIMESTAMP_MS AS seen_at, '2026-11-03' AS dt`,
  );
  const store = folderStore(join(folder, 'month=1999-01'));
  await registerTables(duckdb, store, [visits, { ...visits, name: 'empty' }], folder);
});

afterAll(async () => {
  duckdb.close();
  await rm(folder, { recursive: true });
});

describe('a table opened for questions', () => {
  it('has the columns of its definition and its day, whatever order files have them in, and null where a file is older', async () => {
    expect(await duckdb.rows('FROM visits ORDER BY id')).toEqual([
      {
        id: 'a',
        day: '2026-09-01',
        seen_at: '2026-09-01 10:00:00.123',
        pages: null,
        dt: '2026-09-01',
        month: '2026-09',
      },
      {
        id: 'b',
        day: '2026-10-02',
        seen_at: '2026-10-02 10:00:00.123',
        pages: '3',
        dt: '2026-10-02',
        month: '2026-10',
      },
      { id: 'c', day: '2026-11-03', seen_at: null, pages: '4', dt: '2026-11-03', month: '2026-11' },
    ]);
  });

  it('has the same columns without a file', async () => {
    const described = async (name: string) =>
      (await duckdb.rows(`DESCRIBE ${name}`)).map(({ column_name, column_type }) => [
        column_name,
        column_type,
      ]);
    expect(await described('empty')).toEqual(await described('visits'));
    expect(await duckdb.rows('FROM empty')).toEqual([]);
  });

  it('opens no file of the months a filter leaves out', async () => {
    await duckdb.run("CALL enable_logging('FileSystem', level = 'trace')");
    expect(await duckdb.rows("SELECT id FROM visits WHERE month = '2026-10'")).toEqual([{ id: 'b' }]);
    await duckdb.run('CALL disable_logging()');
    const opened = await duckdb.rows(
      "SELECT DISTINCT regexp_extract(path, 'month=2[^/]*') AS month FROM duckdb_logs_parsed('FileSystem') WHERE op = 'OPEN' ORDER BY month",
    );
    expect(opened.map((row) => row.month)).toEqual(['month=2026-10']);
  });
});
