import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';
import type { Lake } from '../../src/lake/lake.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { withBucket } from './bucket.ts';
import { NOW, type PullOptions, pullInto, withFolder, withLake } from './pull-fixture.ts';

/** A running simulator and a new lake. */
export interface LakeFixture {
  readonly simulator: Simulator;
  readonly lake: Lake;
  readonly store: ObjectStore;
  readonly pull: (options?: PullOptions) => ReturnType<typeof pullInto>;
}

/** What a lake is kept in. */
export const KEPT_IN = ['folder', 'bucket'] as const;
type Kept = (typeof KEPT_IN)[number];

interface LakeFixtureOptions extends SimulatorOptions {
  /** @default folder */
  readonly on?: Kept;
}

/** A new, empty store, gone after `work`. */
export function withStore<T>(on: Kept, work: (store: ObjectStore) => Promise<T>): Promise<T> {
  return on === 'folder'
    ? withFolder((folder) => work(folderStore(folder)))
    : withBucket((store) => work(store('lake-of-a-stand')));
}

export function withLakeFixture<T>(
  { on = 'folder', ...options }: LakeFixtureOptions,
  work: (stand: LakeFixture) => Promise<T>,
): Promise<T> {
  return withStore(on, async (store) => {
    const simulator = await startSimulator({ people: 6, now: NOW, ...options });
    try {
      return await withLake(store, (lake) =>
        work({ simulator, lake, store, pull: (asked) => pullInto(lake, simulator, asked) }),
      );
    } finally {
      await simulator.close();
    }
  });
}
