import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import type { CrashPoint } from '../proofs/crash-point.ts';

/** Thrown by a store whose process is as good as dead. */
export class Dead extends Error {
  override readonly name = 'Dead';
}

/**
 * A store that stands in for a process that dies where no process can be killed: from that point on nothing gets through any
 * more, neither to the store nor back.
 */
export function dyingStore(store: ObjectStore, die: CrashPoint): ObjectStore {
  const count = { writes: 0, lists: 0 };
  let dead = false;
  function live(): void {
    if (dead) throw new Dead('dead');
  }
  function reach(at: CrashPoint['at'], number: number): void {
    if (die.at === at && die.number === number) dead = true;
    live();
  }
  return {
    ...store,
    async head(key) {
      live();
      return store.head(key);
    },
    async read(key, range) {
      live();
      return store.read(key, range);
    },
    async download(key, file) {
      live();
      return store.download(key, file);
    },
    async put(key, body, expected) {
      live();
      const number = ++count.writes;
      reach('before a write', number);
      const written = await store.put(key, body, expected);
      reach('after a write', number);
      return written;
    },
    async *list(prefix, after) {
      live();
      const number = ++count.lists;
      reach('before a listing', number);
      try {
        yield* store.list(prefix, after);
      } finally {
        // Also where the reader has seen enough.
        reach('after a listing', number);
      }
    },
  };
}
