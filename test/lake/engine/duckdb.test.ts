import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type DuckDb, literal, openDuckDb } from '../../../src/lake/engine/duckdb.ts';
import { diskProblem } from '../../../src/lake/store/disk-failure.ts';
import { withFolder } from '../../harness/pull-fixture.ts';

const SIZE = 4000;
const ONE_SECOND = 1_700_000_000;

/** A Parquet file of one size, whatever is in it: what comes before its footer may be of any length. */
async function parquet(duckdb: DuckDb, folder: string, rows: string): Promise<Uint8Array> {
  const file = join(folder, 'made.parquet');
  await duckdb.run(`COPY (${rows}) TO ${literal(file)} (FORMAT parquet)`);
  const bytes = await readFile(file);
  const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
  const padding = Buffer.alloc(SIZE - bytes.length);
  return Buffer.concat([bytes.subarray(0, footer), padding, bytes.subarray(footer)]);
}

it('reads a file as it is now, also where one of the same name, inode, size and second was read before', async () => {
  await withFolder(async (folder) => {
    const duckdb = await openDuckDb({ workDir: folder });
    const there = join(folder, 'there.parquet');
    const seen = new Set<string>();
    const read = [];
    for (const rows of [`SELECT 'a' AS first, 1 AS second`, `SELECT 2 AS third FROM range(3)`]) {
      await writeFile(there, await parquet(duckdb, folder, rows));
      await utimes(there, ONE_SECOND, ONE_SECOND);
      const { ino, size } = await stat(there);
      seen.add(`${ino} ${size}`);
      read.push(await duckdb.rows(`FROM read_parquet(${literal(there)})`));
    }
    duckdb.close();
    expect(seen.size).toBe(1);
    expect(read).toEqual([[{ first: 'a', second: 1 }], [{ third: 2 }, { third: 2 }, { third: 2 }]]);
  });
});

it('that has no room left to spill into tells of the disk, not of memory', async () => {
  await withFolder(async (folder) => {
    const duckdb = await openDuckDb({ workDir: folder, memoryMB: 40 });
    // By default it is what the disk has room for.
    await duckdb.run("SET max_temp_directory_size = '64KiB'");
    const sorted = 'SELECT row_number() OVER (ORDER BY md5(i::VARCHAR)) AS place FROM range(1000000) r(i)';
    const failing = duckdb.rows(`SELECT max(place) FROM (${sorted})`);
    await expect(failing).rejects.toSatisfy((error) => /^the disk is full; /.test(diskProblem(error) ?? ''));
    duckdb.close();
  });
});
