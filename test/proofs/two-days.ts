import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { pullInto, withLake } from '../harness/pull-fixture.ts';

/** Two days, so that the second pull replaces objects, makes new ones, and looks at everything again. */
const FIRST = new Date('2026-11-18T21:30:00Z');
export const SECOND = new Date('2026-11-19T07:30:00Z');
export const since = '2026-11-18';

/** An upstream on its first day: few files between the two pulls, but some of every kind of source. */
export function startFirstDay(): Promise<Simulator> {
  return startSimulator({
    seed: 'e',
    people: 3,
    now: FIRST,
    faults: ['restated-day', 'duplicate-events', 'late-events', 'bad-line'],
  });
}

/** What is pulled on the first day, before `simulator.setNow(SECOND)`. */
export const pullFirst = (store: ObjectStore, simulator: Simulator) =>
  withLake(store, (lake) => pullInto(lake, simulator, { since, now: FIRST }));

export const pullSecond = (store: ObjectStore, simulator: Simulator) =>
  withLake(store, (lake) => pullInto(lake, simulator, { since, now: SECOND }));
