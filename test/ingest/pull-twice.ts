import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { rowsByTable } from '../harness/compare-lakes.ts';
import { pullInto, withFolder, withLake } from '../harness/pull-fixture.ts';

export const FIRST = new Date('2026-11-19T18:00:00Z');
export const SECOND = new Date('2026-11-20T09:30:00Z');
export const ASKED = { sources: ['users', 'usage', 'codex_tasks', 'AUDIT_LOG'], since: '2026-11-18' };

/** Pulls twice, so that objects are made and replaced. */
export async function pullTwice(store: ObjectStore, simulator: Simulator): Promise<void> {
  for (const now of [FIRST, SECOND]) {
    simulator.setNow(now);
    await withLake(store, (lake) => pullInto(lake, simulator, { ...ASKED, now }));
  }
}

export async function withSimulator<T>(work: (simulator: Simulator) => Promise<T>): Promise<T> {
  const simulator = await startSimulator({
    people: 3,
    now: FIRST,
    faults: ['late-events', 'duplicate-events'],
  });
  try {
    return await work(simulator);
  } finally {
    await simulator.close();
  }
}

/** The rows of a lake whose store has no faults. */
export function undisturbed(simulator: Simulator) {
  return withFolder(async (folder) => {
    await pullTwice(folderStore(folder), simulator);
    return rowsByTable(folderStore(folder));
  });
}
