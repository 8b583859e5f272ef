import { expect, test } from 'vitest';
import { startSimulator } from '../../simulator/simulator.ts';
import { copyObjects, withBucket } from './bucket.ts';
import { Dead, dyingStore } from './dying-store.ts';
import { pullInto, withLake } from './fixture.ts';
import { objectsOf } from './same-lake.ts';

const FIRST = new Date('2026-11-18T18:00:00Z');
const SECOND = new Date('2026-11-19T08:00:00Z');
const ASKED = { sources: ['users', 'usage_workspace', 'CODEX_SECURITY_LOG'], since: '2026-11-17' };

test('dead before or after any write to S3 and started again, a pull leaves the lake of an undisturbed one', async () => {
  const simulator = await startSimulator({ people: 3, now: FIRST, faults: ['restated-day', 'bad-line'] });
  await withBucket(async (storeAt) => {
    const before = storeAt('before');
    await withLake(before, (lake) => pullInto(lake, simulator, { ...ASKED, now: FIRST }));
    simulator.setNow(SECOND);
    const second = { ...ASKED, now: SECOND };
    const undisturbed = dyingStore(storeAt('undisturbed'));
    await copyObjects(before, undisturbed.store);
    const copied = undisturbed.writes();
    await withLake(undisturbed.store, (lake) => pullInto(lake, simulator, second));
    const expected = await objectsOf(undisturbed.store);
    const count = undisturbed.writes() - copied;
    expect(count).toBeGreaterThan(10);

    const points = Array.from({ length: count }, (_, i) =>
      (['before', 'after'] as const).map((at) => ({ at, write: i + 1 })),
    ).flat();
    console.log(`${points.length} points: before and after each of ${count} writes`);
    await withLake(before, async (lake) => {
      for (const point of points) {
        const store = storeAt(`${point.at}-${point.write}`);
        await copyObjects(before, store);
        const dying = dyingStore(store, point);
        await expect(pullInto({ ...lake, store: dying.store }, simulator, second)).rejects.toThrow(Dead);
        await pullInto({ ...lake, store }, simulator, second);
        expect([point, await objectsOf(store)]).toEqual([point, expected]);
      }
    });
  });
  await simulator.close();
}, 120_000);
