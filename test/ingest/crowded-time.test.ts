import { expect, test } from 'vitest';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { authEvent, type LogUpstream, type MadeFile, startLogUpstream } from '../harness/log-upstream.ts';
import { type PullOptions, pullInto, rowsOf, withFolder, withLake } from '../harness/pull-fixture.ts';

const T = '2026-11-18T10:00:00.000000Z';
const LATER = '2026-11-18T11:00:00.000000Z';
const file = (id: string, endTime: string): MadeFile => ({
  id,
  endTime,
  body: authEvent(`event of ${id}`, endTime),
});
const many = (count: number) => Array.from({ length: count }, (_, i) => file(`f${1000 + i}`, T));

async function withUpstream(
  files: readonly MadeFile[],
  work: (at: {
    readonly upstream: LogUpstream;
    readonly store: ObjectStore;
    readonly pull: (options?: PullOptions) => ReturnType<typeof pullInto>;
  }) => Promise<void>,
): Promise<void> {
  const upstream = await startLogUpstream(files);
  try {
    await withFolder(async (folder) => {
      const store = folderStore(folder);
      await withLake(store, (lake) =>
        work({
          upstream,
          store,
          pull: (options) => pullInto(lake, upstream, { sources: ['AUTH_LOG'], full: true, ...options }),
        }),
      );
    });
  } finally {
    await upstream.close();
  }
}

const states = (store: ObjectStore) =>
  rowsOf(store, 'SELECT state, count(*)::INTEGER AS files FROM ledger_files GROUP BY ALL ORDER BY ALL');
const coverageOf = (store: ObjectStore) =>
  rowsOf(
    store,
    `SELECT state, units::INTEGER AS units, held::INTEGER AS held FROM coverage WHERE day = '2026-11-18'`,
  );
const events = async (store: ObjectStore) =>
  Number((await rowsOf(store, 'SELECT count(*)::INTEGER AS n FROM compliance_log'))[0]?.n);

test('more files of one end time than upstream lists: the day is not complete, and says so until they are seen', async () => {
  await withUpstream([...many(150), file('z1', LATER)], async ({ upstream, store, pull }) => {
    const [result] = await pull();
    expect(result).toMatchObject({ outcome: 'done', counters: { landed: 101, notLanded: 1 } });
    expect(await events(store)).toBe(101);
    expect(await states(store)).toEqual([
      { state: 'landed', files: 101 },
      { state: 'unlisted', files: 1 },
    ]);
    expect(await coverageOf(store)).toEqual([{ state: 'missing', units: 101, held: 1 }]);
    const [again] = await pull();
    expect(again).toMatchObject({ counters: { landed: 0, notLanded: 0, stillNotLanded: 1 } });

    // Upstream tells them apart at last.
    upstream.files = upstream.files.map((one, i) =>
      i < 100 ? one : { ...one, endTime: one.endTime.replace('.000000', '.000001') },
    );
    const [healed] = await pull();
    expect(healed).toMatchObject({ counters: { landed: 50, notLanded: 0, stillNotLanded: 0 } });
    expect(await events(store)).toBe(151);
    expect(await coverageOf(store)).toEqual([{ state: 'complete', units: 151, held: 0 }]);
  });
});

test('a page that is full of one end time, and no more of it, loses nothing and misses nothing', async () => {
  await withUpstream([...many(100), file('z1', LATER)], async ({ store, pull }) => {
    const [result] = await pull();
    expect(result).toMatchObject({ counters: { landed: 101, notLanded: 0 } });
    expect(await events(store)).toBe(101);
    expect(await coverageOf(store)).toEqual([{ state: 'complete', units: 101, held: 0 }]);
  });
});

test('a file listed twice counts once, in the ledger, in coverage and in the table', async () => {
  const twice = file('f1', T);
  await withUpstream([twice, twice, file('f2', LATER)], async ({ store, pull }) => {
    const [result] = await pull();
    expect(result).toMatchObject({ counters: { landed: 2 } });
    expect(await events(store)).toBe(2);
    expect(await states(store)).toEqual([{ state: 'landed', files: 2 }]);
    expect(await coverageOf(store)).toEqual([{ state: 'complete', units: 2, held: 0 }]);
  });
});
