import { expect, test } from 'vitest';
import { startSimulator } from '../../simulator/simulator.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { withBucket } from '../harness/bucket.ts';
import { outcomes, pullInto, versions, withFolder, withLake } from '../harness/pull-fixture.ts';

const ASKED = { since: '2026-11-18' };

async function expectSecondPullIdle(store: ObjectStore): Promise<void> {
  const simulator = await startSimulator({
    people: 6,
    now: new Date('2026-11-20T09:30:00Z'),
    faults: ['wrong-checksum', 'expired-file', 'bad-line', 'new-key'],
  });
  await withLake(store, async (lake) => {
    const first = await pullInto(lake, simulator, ASKED);
    expect(new Set(Object.values(outcomes(first)))).toEqual(new Set(['done']));
    const held = first.map(({ counters }) => counters.notLanded);
    expect(Math.max(...held)).toBeGreaterThan(0);
    const before = await versions(store);
    expect(before.size).toBeGreaterThan(100);
    const downloads = simulator.requests.get('download');

    const writes: string[] = [];
    const stopOnRepeatedFailures = {
      ...store,
      put(...[key, body, expected]: Parameters<ObjectStore['put']>) {
        writes.push(key);
        return store.put(key, body, expected);
      },
    };
    const second = await pullInto({ ...lake, store: stopOnRepeatedFailures }, simulator, {
      ...ASKED,
      runId: 'again',
    });
    expect(new Set(Object.values(outcomes(second)))).toEqual(new Set(['done']));
    expect(writes).toEqual([]);
    expect(await versions(store)).toEqual(before);
    expect(simulator.requests.get('download')).toBe(downloads);
    for (const { counters } of second)
      expect(counters).toMatchObject({ landed: 0, notLanded: 0, rows: 0, bytes: 0 });
    // What was set aside the first time stays known.
    expect(second.map(({ counters }) => counters.stillNotLanded)).toEqual(held);
  });
  await simulator.close();
}

test('a second pull over the same input downloads nothing and changes no object of a folder', async () => {
  await withFolder((folder) => expectSecondPullIdle(folderStore(folder)));
}, 600_000);

test('a second pull over the same input downloads nothing and changes no object of a bucket', async () => {
  await withBucket((storeAt) => expectSecondPullIdle(storeAt('lake')));
}, 600_000);
