import { readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkParquet, sealParquet } from '../../src/lake/engine/parquet-seal.ts';
import { type ScratchLakes, scratchLakes } from '../harness/scratch-lake.ts';

let lakes: ScratchLakes;
let path: string;
let sealed: Buffer;
beforeAll(async () => {
  lakes = await scratchLakes();
  ({ path } = await lakes.file('rows', ''));
  const { duckdb } = await lakes.fresh();
  const rows = "SELECT i, i % 7 AS few, 'name ' || i AS name FROM range(5000) t(i)";
  await duckdb.run(`COPY (${rows}) TO '${path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048)`);
  await sealParquet(path);
  sealed = await readFile(path);
});
afterAll(() => lakes.close());

describe('a sealed Parquet file', () => {
  it('is whole, stays as it is when it is sealed again, and is read like any other', async () => {
    expect(checkParquet(sealed)).toEqual({ isSealed: true });
    await sealParquet(path);
    expect((await readFile(path)).equals(sealed)).toBe(true);
    const { duckdb } = await lakes.fresh();
    const sums = 'SELECT sum(i)::INTEGER AS i, count(DISTINCT name)::INTEGER AS names';
    expect(await duckdb.rows(`${sums} FROM read_parquet('${path}') WHERE few = 3 OR few <> 3`)).toEqual([
      { i: 12_497_500, names: 5000 },
    ]);
  });

  it('is told from one in which any bit of any byte is another', () => {
    const tail = fc.integer({ min: sealed.length - 600, max: sealed.length - 1 });
    const anywhere = fc.integer({ min: 0, max: sealed.length - 1 });
    fc.assert(
      fc.property(fc.oneof(anywhere, tail), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const flipped = Buffer.from(sealed);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        expect([at, checkParquet(flipped).problem]).toEqual([at, expect.any(String)]);
      }),
      { numRuns: 2000 },
    );
  });

  it('is told from one that is cut anywhere, or emptied', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: sealed.length - 1 }), (length) => {
        expect(checkParquet(sealed.subarray(0, length)).problem).toMatch(/^is (empty|cut)/);
      }),
    );
  });

  it('has no checksum where none was written, and is not called damaged for that', async () => {
    const { path: plain } = await lakes.file('plain', '');
    const { duckdb } = await lakes.fresh();
    await duckdb.run(`COPY (SELECT 1 AS i) TO '${plain}' (FORMAT parquet)`);
    expect(checkParquet(await readFile(plain))).toEqual({ isSealed: false });
    await writeFile(plain, 'no Parquet at all');
    await expect(sealParquet(plain)).rejects.toThrow('no Parquet');
  });
});
