import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Lake } from '../../src/lake/lake.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { knownStreams } from '../../src/ledger/known-streams.ts';
import { acceptLoss } from '../../src/repair/accept.ts';
import { mendOriginal } from '../../src/repair/mend-original.ts';
import { planRebuild, rebuildItem } from '../../src/repair/rebuild.ts';
import { allUnlandedUnits, redrive } from '../../src/repair/redrive.ts';
import { KEPT_IN, withStore } from '../harness/lake-fixture.ts';
import { authEvent, type LogUpstream, type MadeFile, startLogUpstream } from '../harness/log-upstream.ts';
import { type PullOptions, pullInto, rowsOf, runInto, versions, withLake } from '../harness/pull-fixture.ts';

const ODD_IDS = ['eclf:2026/07=', '../../x', "a b+c%20~!'()*?[\\", 'dt=2026-01-01', '日本', '.hidden'];
const AUTH = { sources: ['AUTH_LOG'], since: '2026-11-17' };

const timeOf = (hour: number) => `2026-11-18T${String(10 + hour)}:00:00.000001Z`;
const file = (id: string, hour: number, listed?: MadeFile['listed']): MadeFile => ({
  id,
  endTime: timeOf(hour),
  body: authEvent(`event of ${id}`, timeOf(hour)),
  ...(listed && { listed }),
});

interface At {
  readonly upstream: LogUpstream;
  readonly store: ObjectStore;
  readonly lake: Lake;
  readonly pull: (options?: PullOptions) => ReturnType<typeof pullInto>;
}

async function withUpstream(
  files: readonly MadeFile[],
  on: 'folder' | 'bucket',
  work: (at: At) => Promise<void>,
) {
  const upstream = await startLogUpstream(files);
  try {
    await withStore(on, (store) =>
      withLake(store, (lake) =>
        work({ upstream, store, lake, pull: (options) => pullInto(lake, upstream, { ...AUTH, ...options }) }),
      ),
    );
  } finally {
    await upstream.close();
  }
}

const ledger = (store: ObjectStore) =>
  rowsOf(
    store,
    'SELECT log_file_id, state, reason, raw_key, rows::INTEGER AS rows FROM ledger_files ORDER BY file_end_time, log_file_id',
  );
const filesOfEvents = async (store: ObjectStore) =>
  (await rowsOf(store, 'SELECT event_id, log_file_id FROM compliance_log ORDER BY event_time')).map(
    ({ event_id, log_file_id }) => [event_id, log_file_id],
  );
const eventsOf = (ids: readonly string[]) => ids.map((id) => [`event of ${id}`, id]);

async function unlanded({ lake, upstream }: At) {
  const { run, streams } = await runInto(lake, upstream, AUTH);
  return (await allUnlandedUnits(run, streams)).flatMap(({ stream, units }) =>
    units.map((unit) => ({ run, stream, unit })),
  );
}

test.each(KEPT_IN)(
  'a file with an odd id lands in a %s under that id, and a second pull changes nothing',
  async (on) => {
    const ids = ['a', ...ODD_IDS, 'b'];
    await withUpstream(
      ids.map((id, i) => file(id, i)),
      on,
      async ({ store, pull }) => {
        expect(await pull()).toMatchObject([
          { outcome: 'done', counters: { landed: ids.length, notLanded: 0 } },
        ]);
        expect(await filesOfEvents(store)).toEqual(eventsOf(ids));
        const rows = await ledger(store);
        expect(rows.map(({ log_file_id, state, rows: count }) => [log_file_id, state, count])).toEqual(
          ids.map((id) => [id, 'landed', 1]),
        );
        for (const { raw_key } of rows) {
          expect(raw_key).toMatch(
            /^raw\/AUTH_LOG\/scope=ws-made\/dt=2026-11-18\/[A-Za-z0-9._%-]+\.jsonl\.zst$/,
          );
          expect(await store.head(String(raw_key))).toBeDefined();
        }
        const before = await versions(store);
        expect(await pull()).toMatchObject([{ counters: { landed: 0 } }]);
        expect([...(await versions(store))].filter(([key]) => !key.includes('/runs/'))).toEqual(
          [...before].filter(([key]) => !key.includes('/runs/')),
        );
      },
    );
  },
);

test('tables of files with odd ids are made again from the originals, with the ledger and without it', async () => {
  const ids = ['a', ...ODD_IDS];
  await withUpstream(
    ids.map((id, i) => file(id, i)),
    'folder',
    async ({ store, lake, pull }) => {
      await pull();
      const rebuildAll = async (verify: boolean) => {
        const items = await planRebuild(lake, await knownStreams(lake), { tables: ['compliance_log'] });
        const found = [];
        for (const item of items) found.push(...(await rebuildItem(lake, item, { verify })));
        return found.reduce((sum, { missing, surplus }) => sum + missing + surplus, 0);
      };
      expect(await rebuildAll(true)).toBe(0);
      for (const thrownAway of [['lake/compliance_log/'], ['lake/compliance_log/', 'lake/ledger_files/']]) {
        for (const prefix of thrownAway)
          for (const { key } of await Array.fromAsync(store.list(prefix)))
            await rm(join(store.folder ?? '', key));
        expect(await rebuildAll(false)).toBe(ids.length);
        expect(await filesOfEvents(store)).toEqual(eventsOf(ids));
      }
    },
  );
});

test('a lost original of a file with an odd id is fetched again by that id', async () => {
  await withUpstream(
    ODD_IDS.map((id, i) => file(id, i)),
    'folder',
    async ({ upstream, store, lake, pull }) => {
      await pull();
      const { run } = await runInto(lake, upstream, AUTH);
      for (const { raw_key } of await ledger(store)) {
        const key = String(raw_key);
        await rm(join(store.folder ?? '', key));
        expect(await mendOriginal(run, store, key)).toBeUndefined();
        expect(await store.head(key)).toBeDefined();
      }
    },
  );
});

test('a file whose listed checksum is none is quarantined with its original, and lands once upstream says the right one', async () => {
  const files = [
    file('a', 0),
    file('b:/=', 1, { file_sha256: 'abc123' }),
    file('c', 2, { file_sha256: null }),
    file('d', 3),
  ];
  await withUpstream(files, 'folder', async (at) => {
    const { upstream, store, pull } = at;
    expect(await pull()).toMatchObject([{ outcome: 'done', counters: { landed: 2, notLanded: 2 } }]);
    expect(await filesOfEvents(store)).toEqual(eventsOf(['a', 'd']));
    const held = (await ledger(store)).filter(({ state }) => state !== 'landed');
    expect(held).toMatchObject(
      ['b:/=', 'c'].map((id) => ({
        log_file_id: id,
        state: 'quarantined',
        reason: `file ${id} of AUTH_LOG: its listed checksum is no SHA-256 of 64 hex digits, so nothing tells whether it is whole`,
        raw_key: expect.stringMatching(/^quarantine\//),
      })),
    );
    for (const { raw_key } of held) expect(await store.head(String(raw_key))).toBeDefined();

    upstream.files = files.map(({ listed: _, ...one }) => one);
    const [{ run, stream }] = (await unlanded(at)) as [Awaited<ReturnType<typeof unlanded>>[number]];
    expect((await redrive(run, [stream], () => true)).map(({ now }) => now)).toEqual([null, null]);
    expect(await filesOfEvents(store)).toEqual(eventsOf(['a', 'b:/=', 'c', 'd']));
  });
});

test('an entry that names no file is held alone and by name, until it does or a person takes it as lost', async () => {
  const files = [
    file('a', 0),
    file('b', 1, { end_time: 'soon' }),
    file('c', 2),
    file('odd', 3, { id: 7 }),
    file('d', 4),
  ];
  await withUpstream(files, 'folder', async (at) => {
    const { upstream, store, lake, pull } = at;
    expect(await pull()).toMatchObject([{ outcome: 'done', counters: { landed: 3, notLanded: 2 } }]);
    expect(await filesOfEvents(store)).toEqual(eventsOf(['a', 'c', 'd']));
    expect((await unlanded(at)).map(({ unit }) => unit)).toMatchObject([
      {
        id: `unlisted~${timeOf(0)}~b`,
        day: '2026-11-18',
        state: 'unlisted',
        reason: 'its entry in the listing names no file: not as specified at end_time',
      },
      {
        id: expect.stringMatching(new RegExp(`^unlisted~${timeOf(3)}~[0-9a-f]{16}$`)),
        reason: 'its entry in the listing names no file: not as specified at id',
      },
    ]);
    const coverage = () =>
      rowsOf(
        store,
        `SELECT state, units::INTEGER AS units, held::INTEGER AS held FROM coverage WHERE day = '2026-11-18'`,
      );
    expect(await coverage()).toEqual([{ state: 'missing', units: 3, held: 2 }]);

    // Its neighbour is gone from the listing: it is the same entry all the same.
    upstream.files = files.slice(1);
    expect(await pull()).toMatchObject([{ counters: { landed: 0, notLanded: 0, stillNotLanded: 2 } }]);
    const [, lost] = await unlanded(at);
    if (lost !== undefined) await acceptLoss(lake, lost.stream, lost.unit, new Date());
    expect(await pull()).toMatchObject([{ counters: { landed: 0, notLanded: 0, stillNotLanded: 1 } }]);
    expect(await unlanded(at)).toHaveLength(1);

    upstream.files = files.map(({ listed, ...one }) =>
      listed && 'end_time' in listed ? one : { ...one, ...(listed && { listed }) },
    );
    expect(await pull()).toMatchObject([{ counters: { landed: 1, notLanded: 0, stillNotLanded: 0 } }]);
    expect(await filesOfEvents(store)).toEqual(eventsOf(['a', 'b', 'c', 'd']));
    expect(await unlanded(at)).toEqual([]);
  });
});

test('a listing that comes blank at first, and then as two documents, loses nothing', async () => {
  await withUpstream([file('a', 0), file('b', 1)], 'folder', async ({ upstream, store, pull }) => {
    let asked = 0;
    upstream.send = (page) => (asked++ === 0 ? '\n' : `${JSON.stringify(page)}\n${JSON.stringify(page)}\n`);
    expect(await pull()).toMatchObject([{ outcome: 'done', counters: { landed: 2, notLanded: 0 } }]);
    expect(asked).toBe(2);
    expect(await filesOfEvents(store)).toEqual(eventsOf(['a', 'b']));
  });
});

test('a log type whose listings stay blank fails, and says so, and the next run heals', async () => {
  await withUpstream([file('a', 0)], 'folder', async ({ upstream, store, pull }) => {
    const { send } = upstream;
    upstream.send = () => '';
    expect(await pull()).toMatchObject([
      { outcome: 'failed', error: { message: expect.stringMatching(/the answer is blank$/) } },
    ]);
    upstream.send = send;
    expect(await pull()).toMatchObject([{ outcome: 'done', counters: { landed: 1 } }]);
    expect(await filesOfEvents(store)).toEqual(eventsOf(['a']));
  });
}, 120_000);
