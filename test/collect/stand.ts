import { folderStore } from '../../lambdas/lake/folder-store.ts';
import type { Lake } from '../../lambdas/lake/lake.ts';
import type { ObjectStore } from '../../lambdas/lake/object-store.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';
import { withBucket } from './bucket.ts';
import { NOW, type PullOptions, pullInto, withFolder, withLake } from './fixture.ts';

/** A running simulator and a new lake. */
export interface Stand {
  readonly simulator: Simulator;
  readonly lake: Lake;
  readonly store: ObjectStore;
  readonly pull: (options?: PullOptions) => ReturnType<typeof pullInto>;
}

/** What the lake of a stand is kept in. */
type Kept = 'folder' | 'bucket';

interface StandOptions extends SimulatorOptions {
  /** @default folder */
  readonly on?: Kept;
}

export function withStand<T>(
  { on = 'folder', ...options }: StandOptions,
  work: (stand: Stand) => Promise<T>,
): Promise<T> {
  const standIn = async (store: ObjectStore) => {
    const simulator = await startSimulator({ people: 6, now: NOW, ...options });
    try {
      return await withLake(store, (lake) =>
        work({ simulator, lake, store, pull: (asked) => pullInto(lake, simulator, asked) }),
      );
    } finally {
      await simulator.close();
    }
  };
  return on === 'folder'
    ? withFolder((folder) => standIn(folderStore(folder)))
    : withBucket((store) => standIn(store('lake-of-a-stand')));
}
