import { afterAll, beforeAll, expect, it } from 'vitest';
import { parquetOptions } from '../../../src/lake/engine/parquet.ts';
import { timeRangeOf } from '../../../src/lake/engine/parquet-time-range.ts';
import type { ObjectStore } from '../../../src/lake/store/object-store.ts';
import { type ScratchLakes, scratchLakes } from '../../harness/scratch-lake.ts';

let lakes: ScratchLakes;
beforeAll(async () => {
  lakes = await scratchLakes();
});
afterAll(() => lakes.close());

/** Puts the rows of a query as an object. */
async function putRows(sql: string) {
  const lake = await lakes.fresh();
  const { path } = await lakes.file('rows', '');
  await lake.duckdb.run(`COPY (${sql}) TO '${path}' ${parquetOptions(1)}`);
  return { store: lake.store, object: await lake.store.put('x.parquet', { file: path }, 'absent') };
}

const FROM = Date.parse('2026-11-02T00:00:00.001Z');

it('is the earliest and latest time over all row groups', async () => {
  const { store, object } = await putRows(
    `SELECT (make_timestamp_ms(${FROM}) + to_milliseconds((i * 7919) % 100000))::TIMESTAMP_MS AS at FROM range(100000) t(i)`,
  );
  expect(await timeRangeOf(store, object, 'at')).toEqual({ from: FROM, to: FROM + 99_999 });
});

it('is unknown when a row has no time, so that such a file is never passed over', async () => {
  const { store, object } = await putRows(
    `SELECT CASE WHEN i = 3 THEN NULL ELSE make_timestamp_ms(${FROM} + i)::TIMESTAMP_MS END AS at FROM range(10) t(i)`,
  );
  expect(await timeRangeOf(store, object, 'at')).toBeUndefined();
});

it('is unknown for a column that is not there', async () => {
  const { store, object } = await putRows('SELECT 1 AS other');
  expect(await timeRangeOf(store, object, 'at')).toBeUndefined();
});

it('is read from the footer alone', async () => {
  const { store, object } = await putRows(
    `SELECT make_timestamp_ms(${FROM} + i)::TIMESTAMP_MS AS at, md5(i::VARCHAR) || sha256(i::VARCHAR) AS filler FROM range(60000) t(i)`,
  );
  let read = 0;
  const counting: ObjectStore = {
    ...store,
    read(key, range) {
      read += range === undefined ? object.size : range.end - range.start;
      return store.read(key, range);
    },
  };
  expect(await timeRangeOf(counting, object, 'at')).toEqual({ from: FROM, to: FROM + 59_999 });
  expect(object.size).toBeGreaterThan(2_000_000);
  expect(read).toBeLessThan(1_100_000);
});
