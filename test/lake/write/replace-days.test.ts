import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Lake } from '../../../src/lake/lake.ts';
import { stage } from '../../../src/lake/parse/stage.ts';
import { WriteConflict } from '../../../src/lake/store/object-store.ts';
import { replaceDays, snapshotEtags } from '../../../src/lake/write/replace-days.ts';
import { objectKey } from '../../../src/tables/layout.ts';
import { usageUserDay, userUsage } from '../../../src/tables/usage.ts';
import { type Day, startOf } from '../../../src/tables/utc-day.ts';
import { jsonl, objectsOf, query, type ScratchLakes, scratchLakes } from '../../harness/scratch-lake.ts';

let lakes: ScratchLakes;
let lake: Lake;
beforeAll(async () => {
  lakes = await scratchLakes();
});
afterAll(() => lakes.close());
beforeEach(async () => {
  lake = await lakes.fresh();
});

const D1 = '2026-11-01';
const D2 = '2026-11-02';
/** Turns by day and user. */
type Usage = Readonly<Record<Day, Readonly<Record<string, number>>>>;

async function replace(usage: Usage, days: readonly Day[], scope = 'w', before = look()): Promise<void> {
  const records = Object.entries(usage).flatMap(([day, users]) =>
    Object.entries(users).map(([user_id, turns]) => ({
      start_time: startOf(day) / 1000,
      user_id,
      totals: { turns },
    })),
  );
  const staged = await stage(lake, userUsage, [await lakes.file('usage', jsonl(records))], {
    given: { workspace_id: `'${scope}'` },
  });
  await replaceDays(lake, usageUserDay, staged, days, scope, await before);
}

const look = () => snapshotEtags(lake, [usageUserDay], '2026-01-01');
const found = async () =>
  (await query(lake, usageUserDay, 'SELECT workspace_id, dt, user_id, turns FROM {rows} ORDER BY ALL')).map(
    (row) => Object.values(row).join(' '),
  );

it('replaces a day whole, and no other', async () => {
  await replace({ [D1]: { a: 1, b: 2 }, [D2]: { a: 3 } }, [D1, D2]);
  await replace({ [D1]: { b: 5, c: 6 } }, [D1]);
  expect(await found()).toEqual([`w ${D1} b 5`, `w ${D1} c 6`, `w ${D2} a 3`]);
});

it('leaves staged rows of days that are not named out', async () => {
  await replace({ [D1]: { a: 1 }, [D2]: { a: 2 } }, [D2]);
  expect(await found()).toEqual([`w ${D2} a 2`]);
});

it('keeps the rows of other workspaces', async () => {
  await replace({ [D1]: { a: 1 } }, [D1], 'w1');
  await replace({ [D1]: { a: 2 } }, [D1], 'w2');
  await replace({ [D1]: {} }, [D1], 'w1');
  expect(await found()).toEqual([`w2 ${D1} a 2`]);
});

it('empties a day that had rows, and makes nothing of one that never had any', async () => {
  await replace({ [D1]: { a: 1 } }, [D1]);
  await replace({}, [D1, D2]);
  expect(await found()).toEqual([]);
  expect((await objectsOf(lake.store)).map(({ key }) => key)).toEqual([objectKey(usageUserDay, D1, 'w')]);
});

it('writes nothing when the rows are the same, in whatever order', async () => {
  await replace({ [D1]: { a: 1, b: 2 } }, [D1]);
  const before = await objectsOf(lake.store);
  await replace({ [D1]: { b: 2, a: 1 } }, [D1]);
  expect(await objectsOf(lake.store)).toEqual(before);
});

it('loses the race against whoever wrote since upstream was asked', async () => {
  const beforeAny = await look();
  await replace({ [D1]: { a: 1 } }, [D1]);
  const beforeTheirs = await look();
  await replace({ [D1]: { a: 2 } }, [D1]);
  await expect(replace({ [D1]: { a: 3 } }, [D1], 'w', Promise.resolve(beforeAny))).rejects.toBeInstanceOf(
    WriteConflict,
  );
  await expect(replace({ [D1]: { a: 3 } }, [D1], 'w', Promise.resolve(beforeTheirs))).rejects.toBeInstanceOf(
    WriteConflict,
  );
  expect(await found()).toEqual([`w ${D1} a 2`]);
});

it('looks at the months from that of the day asked for on', async () => {
  const D0 = '2026-10-02';
  await replace({ [D0]: { a: 1 }, [D1]: { a: 1 }, [D2]: { a: 1 } }, [D0, D1, D2]);
  const keys = async (since: Day) => [...(await snapshotEtags(lake, [usageUserDay], since)).keys()];
  expect(await keys(D2)).toEqual([objectKey(usageUserDay, D1, 'w')]);
  expect(await keys(D0)).toEqual([objectKey(usageUserDay, D0, 'w'), objectKey(usageUserDay, D1, 'w')]);
});
