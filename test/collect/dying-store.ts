import type { ObjectStore } from '../../lambdas/lake/object-store.ts';

/** Thrown by a store whose process is as good as dead. */
export class Dead extends Error {
  override readonly name = 'Dead';
}

export interface Dying {
  readonly store: ObjectStore;
  /** Writes that were tried before the end. */
  readonly writes: () => number;
}

/**
 * A store that stands in for a process that dies where no process can be killed: from the write of that number on, before it
 * or after it took place, nothing gets through any more.
 */
export function dyingStore(
  store: ObjectStore,
  die?: { readonly at: 'before' | 'after'; readonly write: number },
): Dying {
  let writes = 0;
  let dead = false;
  function live(): void {
    if (dead) throw new Dead('dead');
  }
  function dieAt(at: 'before' | 'after'): void {
    if (die?.at === at && writes === die.write) dead = true;
    live();
  }
  return {
    writes: () => writes,
    store: {
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
        writes++;
        dieAt('before');
        const written = await store.put(key, body, expected);
        dieAt('after');
        return written;
      },
      async *list(prefix, after) {
        live();
        yield* store.list(prefix, after);
      },
    },
  };
}
