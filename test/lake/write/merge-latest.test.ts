import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { columnList } from '../../../src/lake/engine/parquet.ts';
import type { Lake } from '../../../src/lake/lake.ts';
import { stage } from '../../../src/lake/parse/stage.ts';
import type { ObjectStore } from '../../../src/lake/store/object-store.ts';
import { mergeLatest } from '../../../src/lake/write/merge-latest.ts';
import { user, users } from '../../../src/tables/inventory.ts';
import { objectKey } from '../../../src/tables/layout.ts';
import { addDays } from '../../../src/tables/utc-day.ts';
import { jsonl, query, type ScratchLakes, scratchLakes } from '../../harness/scratch-lake.ts';

let lakes: ScratchLakes;
beforeAll(async () => {
  lakes = await scratchLakes();
});
afterAll(() => lakes.close());

/** What a directory said on a day, counted from the first: name by id. */
interface Directory {
  readonly day: number;
  readonly names: Readonly<Record<string, string>>;
}

const KEY = objectKey(users, null, 'w');
const dayName = (day: number) => addDays('2026-11-01', day);

async function merge(lake: Lake, { day, names }: Directory): Promise<void> {
  const records = Object.entries(names).map(([id, name]) => ({ id, name }));
  const staged = await stage(lake, user, [await lakes.file('users', jsonl(records))], {
    given: { workspace_id: `'w'`, day_seen: `DATE '${dayName(day)}'` },
  });
  await mergeLatest(lake, users, KEY, `SELECT ${columnList(users)} FROM ${staged.rows(users)}`);
}

const found = (lake: Lake) =>
  query(
    lake,
    users,
    'SELECT user_id, user_name, first_seen_day, last_seen_day FROM {rows} ORDER BY file_row_number',
  );

it('keeps of each key the newest version and the day it was first seen, in whatever order they come', async () => {
  const names = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('x', 'y', 'z'), {
    noNullPrototype: true,
  });
  const anyPulls = fc.uniqueArray(fc.record({ day: fc.nat(20), names }), {
    selector: ({ day }) => day,
    minLength: 1,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(anyPulls, async (pulls) => {
      const lake = await lakes.fresh();
      for (const pull of pulls) await merge(lake, pull);
      const byAge = [...pulls].sort((one, other) => one.day - other.day);
      const expected = ['a', 'b', 'c', 'd'].flatMap((id) => {
        const seen = byAge.filter((pull) => id in pull.names);
        const [first, last] = [seen[0], seen.at(-1)];
        if (first === undefined || last === undefined) return [];
        return [
          {
            user_id: id,
            user_name: last.names[id],
            first_seen_day: dayName(first.day),
            last_seen_day: dayName(last.day),
          },
        ];
      });
      expect(await found(lake)).toEqual(expected);
    }),
    { numRuns: 12 },
  );
});

it('takes what comes in when it is as new as what is there', async () => {
  const lake = await lakes.fresh();
  await merge(lake, { day: 1, names: { a: 'before' } });
  await merge(lake, { day: 1, names: { a: 'after' } });
  expect(await found(lake)).toMatchObject([{ user_name: 'after' }]);
});

it('writes nothing when nothing changes', async () => {
  const lake = await lakes.fresh();
  await merge(lake, { day: 1, names: { a: 'x', b: 'y' } });
  const before = await lake.store.head(KEY);
  await merge(lake, { day: 1, names: { b: 'y', a: 'x' } });
  await merge(lake, { day: 1, names: { a: 'x' } });
  expect(await lake.store.head(KEY)).toEqual(before);
});

it('redoes the merge when another writer came between, and loses nothing of either', async () => {
  const lake = await lakes.fresh();
  const other = await lakes.fresh();
  await merge(other, { day: 2, names: { b: 'theirs' } });
  const theirs = (await other.store.read(KEY)) ?? new Uint8Array();
  let raced = false;
  const store: ObjectStore = {
    ...lake.store,
    async put(key, body, expected) {
      if (!raced) {
        raced = true;
        await lake.store.put(KEY, theirs, 'absent');
      }
      return lake.store.put(key, body, expected);
    },
  };
  await merge({ ...lake, store }, { day: 1, names: { a: 'mine' } });
  expect(await found(lake)).toMatchObject([{ user_name: 'mine' }, { user_name: 'theirs' }]);
});
