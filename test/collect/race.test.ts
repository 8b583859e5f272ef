import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folderStore } from '../../lambdas/lake/folder-store.ts';
import type { ObjectStore } from '../../lambdas/lake/object-store.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { copyObjects, withBucket } from './bucket.ts';
import { pullInto, withFolder, withLake } from './fixture.ts';
import { rowsByTable } from './same-lake.ts';

const FIRST = new Date('2026-11-18T18:00:00Z');
const SECOND = new Date('2026-11-19T09:00:00Z');
const ASKED = { sources: ['users', 'usage', 'CODEX_LOG'], since: '2026-11-17' };
const SEEDS = [1, 2];

/** A store whose every answer comes after a wait drawn from the seed, so that two collectors meet in ever new ways. */
function delayed(store: ObjectStore, seed: number, attempts: string[]): ObjectStore {
  const waits = fc.sample(fc.integer({ min: 0, max: 8 }), { seed, numRuns: 500 });
  let asked = 0;
  const wait = () => sleep(waits[asked++ % waits.length]);
  return {
    ...store,
    async head(key) {
      await wait();
      return store.head(key);
    },
    async read(key, range) {
      await wait();
      return store.read(key, range);
    },
    async download(key, file) {
      const found = await store.download(key, file);
      await wait();
      return found;
    },
    async put(key, body, expected) {
      await wait();
      attempts.push(`${key} ${expected === 'absent' ? expected : expected.etag}`);
      return store.put(key, body, expected);
    },
    async *list(prefix, after) {
      yield* store.list(prefix, after);
      await wait();
    },
  };
}

/** Tells how many writes both tried on the same version of an object. */
async function pullTwiceAtOnce(store: ObjectStore, simulator: Simulator, seed: number): Promise<number> {
  const attempts: string[] = [];
  const one = (runId: string, own: number) =>
    withLake(delayed(store, own, attempts), (lake) =>
      pullInto(lake, simulator, { ...ASKED, now: SECOND, runId }),
    );
  await Promise.all([one('one', seed), one('other', seed + 1000)]);
  return attempts.length - new Set(attempts).size;
}

async function expectRacesHarmless(storeAt: (name: string) => ObjectStore): Promise<void> {
  const simulator = await startSimulator({
    people: 3,
    now: FIRST,
    faults: ['restated-day', 'duplicate-events', 'late-events', 'bad-line'],
  });
  const before = storeAt('before');
  await withLake(before, (lake) => pullInto(lake, simulator, { ...ASKED, now: FIRST }));
  simulator.setNow(SECOND);
  const alone = storeAt('alone');
  await copyObjects(before, alone);
  await withLake(alone, (lake) => pullInto(lake, simulator, { ...ASKED, now: SECOND }));
  const expected = await rowsByTable(alone);
  expect(expected).not.toEqual(await rowsByTable(before));
  let contended = 0;
  for (const seed of SEEDS) {
    const grown = storeAt(`grown-${seed}`);
    await copyObjects(before, grown);
    contended += await pullTwiceAtOnce(grown, simulator, seed);
    expect([seed, await rowsByTable(grown)]).toEqual([seed, expected]);
  }

  const fromNothing = storeAt('alone-from-nothing');
  await withLake(fromNothing, (lake) => pullInto(lake, simulator, { ...ASKED, now: SECOND }));
  const fresh = storeAt('fresh');
  contended += await pullTwiceAtOnce(fresh, simulator, 7);
  expect(await rowsByTable(fresh)).toEqual(await rowsByTable(fromNothing));
  // They did get in each other's way.
  expect(contended).toBeGreaterThan(5);
  await simulator.close();
}

test('two collectors at once on one folder leave the lake of one', async () => {
  await withFolder((root) => expectRacesHarmless((name) => folderStore(`${root}/${name}`)));
}, 60_000);

test('two collectors at once on one bucket leave the lake of one', async () => {
  await withBucket((storeAt) => expectRacesHarmless(storeAt));
}, 60_000);
