import { type Damage, damageOf } from '../coverage/damage/audit-objects.ts';
import type { Lake } from '../lake/lake.ts';
import { type RebuildItem, rebuildApart } from './rebuild.ts';
import type { RebuildMode, Rebuilt } from './rebuilt.ts';

export interface RebuiltItems {
  /** In the order of the items. */
  readonly rebuilt: readonly Rebuilt[];
  /** What was damaged, by its key; an item that needs it is left as it is. */
  readonly damaged: ReadonlyMap<string, Damage>;
  /** Every object that was read, and held to its checksum where it has one. */
  readonly read: ReadonlySet<string>;
}

/**
 * Does each item once. The lakes are of one place: each does one item at a time, as an engine runs one statement at a time, so
 * that there is work for as many cores.
 */
export async function rebuildItems(
  lakes: readonly Lake[],
  items: readonly RebuildItem[],
  mode: RebuildMode,
  progress: (done: number) => void = () => {},
): Promise<RebuiltItems> {
  const rebuilt: (readonly Rebuilt[])[] = items.map(() => []);
  const damaged = new Map<string, Damage>();
  const read = new Set<string>();
  const queue = items.entries();
  let done = 0;
  const workOn = async (lake: Lake) => {
    for (const [index, item] of queue) {
      const made = await rebuildApart(lake, item, mode);
      rebuilt[index] = made.rebuilt;
      for (const error of made.damaged) damaged.set(error.key, damageOf(error));
      progress(++done);
    }
  };
  await Promise.all(lakes.map((lake) => workOn(notingReads(lake, read))));
  return { rebuilt: rebuilt.flat(), damaged, read };
}

function notingReads(lake: Lake, read: Set<string>): Lake {
  const store: Lake['store'] = {
    ...lake.store,
    async download(key, file) {
      const found = await lake.store.download(key, file);
      read.add(key);
      return found;
    },
  };
  return { ...lake, store };
}
