import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lake } from '../../../src/lake/lake.ts';
import { openLake } from '../../../src/lake/lake.ts';
import { stage } from '../../../src/lake/parse/stage.ts';
import type { ObjectStore } from '../../../src/lake/store/object-store.ts';
import { appendEvents } from '../../../src/lake/write/append-events.ts';
import { codexLogEvent } from '../../../src/tables/codex-log.ts';
import { complianceEvent } from '../../../src/tables/compliance-log.ts';
import { UNDATED } from '../../../src/tables/layout.ts';
import type { RawRecord } from '../../../src/tables/record.ts';
import {
  DIGEST_KEY,
  jsonl,
  objectsOf,
  query,
  type ScratchLakes,
  scratchLakes,
  UNIT_SQL,
} from '../../harness/scratch-lake.ts';

let lakes: ScratchLakes;
beforeAll(async () => {
  lakes = await scratchLakes();
});
afterAll(() => lakes.close());

interface Event {
  readonly event_id: string;
  readonly timestamp: string | null;
  readonly type: string;
}

/** Lands one batch of files, as a collector does. */
async function land(
  lake: Lake,
  record: RawRecord,
  batch: readonly (readonly Event[])[],
  partBytes?: number,
): Promise<void> {
  const files = [];
  const { eventTypes } = record;
  // A log with a table of its own has events of its own type.
  const own = eventTypes !== undefined && 'only' in eventTypes ? { type: eventTypes.only } : {};
  for (const [index, events] of batch.entries())
    files.push(await lakes.file(`f${index}`, jsonl(events.map((one) => ({ ...one, ...own })))));
  const staged = await stage(lake, record, files, {
    given: { log_file_id: UNIT_SQL },
    unitSql: 'log_file_id',
  });
  expect(staged.files.map(({ refused }) => refused)).toEqual(batch.map(() => undefined));
  await appendEvents(lake, record.tables[0], staged, partBytes === undefined ? {} : { partBytes });
}

async function business(lake: Lake, record: RawRecord) {
  const [table] = record.tables;
  return query(
    lake,
    table,
    'SELECT * EXCLUDE (log_file_id, filename, file_row_number) FROM {rows} ORDER BY event_id',
  );
}

/** Parts in which a row stands before one it should follow. */
async function disordered(lake: Lake, record: RawRecord) {
  const [table] = record.tables;
  const key = `row(${table.sort.map((name) => `${name} IS NOT NULL, ${name}`).join(', ')})`;
  return query(
    lake,
    table,
    `SELECT DISTINCT filename FROM (SELECT filename,
       ${key} < lag(${key}) OVER (PARTITION BY filename ORDER BY file_row_number) AS odd FROM {rows}) WHERE odd`,
  );
}

const minute = (day: string, n: number) =>
  `${day}T${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}:00.5Z`;
const event = (id: string, timestamp: string | null, type = 'AUDIT_LOG'): Event => ({
  event_id: id,
  timestamp,
  type,
});

// Few different times, so that many events share one.
const anyTime = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(fc.constantFrom('2026-11-02', '2026-11-03'), fc.nat(9)).map(([d, n]) => minute(d, n)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(null, 'soon', '1999-12-31T23:59:59Z', '2026-11-03T00:00:00.000001Z'),
  },
);
const anyEvents = fc
  .array(fc.tuple(anyTime, fc.constantFrom('AUDIT_LOG', 'AUTH_LOG')), { minLength: 1, maxLength: 24 })
  .map((all) => all.map(([time, type], i) => event(`e${i}`, time, type)));

/** The events as they may arrive: each at least once, in any order, files and batches. */
const anyArrival = anyEvents.chain((events) =>
  fc.record({
    events: fc.constant(events),
    arrival: fc
      .tuple(
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.array(fc.constantFrom(...events), { maxLength: 8 }),
        fc.array(fc.nat(3), { minLength: events.length + 8, maxLength: events.length + 8 }),
      )
      .map(([once, again, cuts]) => cut([...once, ...again], cuts)),
    partBytes: fc.constantFrom(1, 4_500, 1 << 24),
  }),
);

/** Cuts a list into batches of files: 0 ends a batch, 1 a file. */
function cut<T>(items: readonly T[], cuts: readonly number[]): T[][][] {
  const batches: T[][][] = [[[]]];
  for (const [i, item] of items.entries()) {
    if (cuts[i] === 0) batches.push([[]]);
    else if (cuts[i] === 1) batches.at(-1)?.push([]);
    batches.at(-1)?.at(-1)?.push(item);
  }
  return batches;
}

describe.each([complianceEvent, codexLogEvent])('$name, however its events arrive', (record) => {
  it('is one and the same table, of sorted parts that stay as they are once closed', async () => {
    await fc.assert(
      fc.asyncProperty(anyArrival, async ({ events, arrival, partBytes }) => {
        const atOnce = await lakes.fresh();
        await land(atOnce, record, [events]);
        const lake = await lakes.fresh();
        let closed = new Map<string, string>();
        for (const batch of arrival) {
          await land(lake, record, batch, partBytes);
          const now = new Map((await objectsOf(lake.store)).map((part) => [part.key, part]));
          for (const [key, etag] of closed) expect(now.get(key)?.etag).toBe(etag);
          closed = new Map(
            [...now.values()].filter(({ size }) => size >= partBytes).map(({ key, etag }) => [key, etag]),
          );
        }
        expect(await disordered(lake, record)).toEqual([]);
        const rows = await business(lake, record);
        expect(rows).toEqual(await business(atOnce, record));
        expect(rows.map((row) => row.event_id)).toEqual(events.map(({ event_id }) => event_id).sort());
      }),
      { numRuns: 6 },
    );
  });
});

it('keeps events without a usable time in one home, each once', async () => {
  const lake = await lakes.fresh();
  const undated = [event('a', null), event('b', 'soon'), event('c', '1999-12-31T23:59:59Z')];
  await land(lake, complianceEvent, [undated, [event('d', '2026-11-02T00:00:00Z')]], 1);
  await land(lake, complianceEvent, [[...undated].reverse()], 1);
  expect(await business(lake, complianceEvent)).toMatchObject([
    { event_id: 'a', event_time: null, dt: UNDATED },
    { event_id: 'b', event_time: null, dt: UNDATED },
    { event_id: 'c', event_time: null, event_day: null, dt: UNDATED },
    { event_id: 'd', dt: '2026-11-02' },
  ]);
});

it('keeps of an event the file that brought it first', async () => {
  const lake = await lakes.fresh();
  const one = event('a', '2026-11-02T00:00:00Z');
  await land(lake, complianceEvent, [[event('b', '2026-11-02T01:00:00Z')], [one], [one]]);
  await land(lake, complianceEvent, [[one]]);
  expect(
    await query(lake, complianceEvent.tables[0], 'SELECT event_id, log_file_id FROM {rows} ORDER BY ALL'),
  ).toEqual([
    { event_id: 'a', log_file_id: 'f1' },
    { event_id: 'b', log_file_id: 'f0' },
  ]);
});

it('writes nothing when every event is there', async () => {
  const lake = await lakes.fresh();
  const events = [event('a', '2026-11-02T00:00:00Z'), event('b', null)];
  await land(lake, complianceEvent, [events]);
  const before = await objectsOf(lake.store);
  await land(lake, complianceEvent, [events, events]);
  expect(await objectsOf(lake.store)).toEqual(before);
});

it('downloads of the closed parts only those whose times overlap with what comes in', async () => {
  const lake = await lakes.fresh();
  for (const n of [0, 100, 200, 300]) {
    const events = [event(`a${n}`, minute('2026-11-02', n)), event(`b${n}`, minute('2026-11-02', n + 50))];
    await land(lake, complianceEvent, [events], 1);
  }
  const { store, downloaded } = counting(lake.store);
  const late = [event('late1', minute('2026-11-02', 120)), event('late2', minute('2026-11-02', 220))];
  await land({ ...lake, store }, complianceEvent, [late], 1);
  expect(downloaded()).toEqual([
    'lake/compliance_log/month=2026-11/2026-11-01.part-00001.parquet',
    'lake/compliance_log/month=2026-11/2026-11-01.part-00002.parquet',
  ]);
  await land({ ...lake, store }, complianceEvent, [[event('new', minute('2026-11-02', 400))]], 1);
  await land({ ...lake, store }, complianceEvent, [[event('next', '2026-11-03T00:00:00Z')]], 1);
  expect(downloaded()).toEqual([]);
  await land({ ...lake, store }, complianceEvent, [[event('late1', minute('2026-11-02', 120))]], 1);
  expect(downloaded()).toHaveLength(2);
  expect(await business(lake, complianceEvent)).toHaveLength(12);
});

it('redoes a day that another writer changed meanwhile, and loses nothing of either', async () => {
  const lake = await lakes.fresh();
  const theirs = await openLake(lake.store, { digestKey: DIGEST_KEY });
  try {
    let rivals = 3;
    const store: ObjectStore = {
      ...lake.store,
      async put(key, body, expected) {
        const n = rivals--;
        if (n > 0) await land(theirs, complianceEvent, [[event(`theirs${n}`, minute('2026-11-02', n))]]);
        return lake.store.put(key, body, expected);
      },
    };
    await land({ ...lake, store }, complianceEvent, [[event('mine', minute('2026-11-02', 2))]]);
  } finally {
    await theirs.close();
  }
  expect((await business(lake, complianceEvent)).map((row) => row.event_id)).toEqual([
    'mine',
    'theirs1',
    'theirs2',
    'theirs3',
  ]);
  expect(await objectsOf(lake.store, 'lake/')).toHaveLength(1);
});

/** A store that tells which objects were downloaded since last asked. */
function counting(inner: ObjectStore): { store: ObjectStore; downloaded: () => string[] } {
  let keys: string[] = [];
  return {
    store: {
      ...inner,
      download(key, file) {
        keys.push(key);
        return inner.download(key, file);
      },
    },
    downloaded() {
      const all = keys;
      keys = [];
      return all;
    },
  };
}

it.each([
  ['behind it', '2026-11-02T12:00:00Z'],
  ['in its midst', '2026-11-02T10:30:00Z'],
  ['before it', '2026-11-02T09:00:00Z'],
])('joins a part from before a column was there, with null in its rows: %s', async (_where, later) => {
  const lake = await lakes.fresh();
  const [table] = codexLogEvent.tables;
  const { client_id: _, ...columns } = table.columns;
  const older: RawRecord = { ...codexLogEvent, tables: [{ ...table, columns }] };
  const at = (event_id: string, timestamp: string) => ({
    event_id,
    timestamp,
    type: 'CODEX_LOG',
    client_id: 'CODEX_CLI',
  });
  await land(lake, older, [[at('a', '2026-11-02T10:00:00Z'), at('b', '2026-11-02T11:00:00Z')]]);
  await land(lake, codexLogEvent, [[at('c', later)]]);
  const found = await query(lake, table, 'SELECT event_id, client_id FROM {rows} ORDER BY event_id');
  expect(found.map((row) => [row.event_id, row.client_id])).toEqual([
    ['a', null],
    ['b', null],
    ['c', 'CODEX_CLI'],
  ]);
  expect(await objectsOf(lake.store, 'lake/codex_log/')).toHaveLength(1);
});
