import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { copyObjects } from '../harness/bucket.ts';
import { rowsByTable } from '../harness/compare-lakes.ts';
import { type PullOptions, pullInto, withLake } from '../harness/pull-fixture.ts';

const FIRST = new Date('2026-11-18T18:00:00Z');
const SECOND = new Date('2026-11-19T09:00:00Z');

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

/** Tells how many writes were tried on a version of an object that another collector had written on already. */
async function pullAtOnce(
  store: ObjectStore,
  simulator: Simulator,
  collectors: number,
  seed: number,
  asked: PullOptions,
): Promise<number> {
  const attempts: string[] = [];
  const one = (runId: string, own: number) =>
    withLake(delayed(store, own, attempts), (lake) =>
      pullInto(lake, simulator, { ...asked, now: SECOND, runId }),
    );
  await Promise.all(Array.from({ length: collectors }, (_, i) => one(`collector ${i}`, seed + 1000 * i)));
  return attempts.length - new Set(attempts).size;
}

export interface Race {
  readonly collectors: number;
  /** Each is another way in which the collectors meet. */
  readonly seeds: readonly number[];
  /** @default every source */
  readonly sources?: readonly string[];
}

/** Lets collectors pull into one lake at once, grown and from nothing, and expects the rows of one alone. Tells what was tried. */
export async function expectRacesHarmless(
  storeAt: (name: string) => ObjectStore,
  { collectors, seeds, sources = [] }: Race,
): Promise<string> {
  const ASKED = { sources, since: '2026-11-17' };
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
  for (const seed of seeds) {
    const grown = storeAt(`grown-${seed}`);
    await copyObjects(before, grown);
    contended += await pullAtOnce(grown, simulator, collectors, seed, ASKED);
    expect([seed, await rowsByTable(grown)]).toEqual([seed, expected]);
  }

  const fromNothing = storeAt('alone-from-nothing');
  await withLake(fromNothing, (lake) => pullInto(lake, simulator, { ...ASKED, now: SECOND }));
  const fresh = storeAt('fresh');
  contended += await pullAtOnce(fresh, simulator, collectors, 7, ASKED);
  expect(await rowsByTable(fresh)).toEqual(await rowsByTable(fromNothing));
  // They did get in each other's way.
  expect(contended).toBeGreaterThan(5);
  await simulator.close();
  return `${collectors} collectors at once, ${seeds.length + 1} interleavings: ${contended} writes were contended`;
}
