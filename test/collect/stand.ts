import { folderStore } from '../../lambdas/lake/folder-store.ts';
import type { Lake } from '../../lambdas/lake/lake.ts';
import type { ObjectStore } from '../../lambdas/lake/object-store.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';
import { NOW, type PullOptions, pullInto, withFolder, withLake } from './fixture.ts';

/** A running simulator and a new lake in a folder. */
export interface Stand {
  readonly simulator: Simulator;
  readonly lake: Lake;
  readonly store: ObjectStore;
  readonly folder: string;
  readonly pull: (options?: PullOptions) => ReturnType<typeof pullInto>;
}

export function withStand<T>(options: SimulatorOptions, work: (stand: Stand) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    const simulator = await startSimulator({ people: 6, now: NOW, ...options });
    const store = folderStore(folder);
    try {
      return await withLake(store, (lake) =>
        work({ simulator, lake, store, folder, pull: (asked) => pullInto(lake, simulator, asked) }),
      );
    } finally {
      await simulator.close();
    }
  });
}
