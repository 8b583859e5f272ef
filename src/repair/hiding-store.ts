import { type ObjectStore, type StoredObject, WriteConflict } from '../lake/store/object-store.ts';

/** Damaged objects by key, each as it was found; undefined where it is not there at all. */
export type DamagedObjects = ReadonlyMap<string, StoredObject | undefined>;

/**
 * A store in which damaged objects are not there. What then makes them anew writes them in one step, on condition that they are
 * still as they were found: until it does they stay as they are, and where somebody else was faster they are seen again. A new
 * part of a span goes in the place of one that is damaged.
 */
export function hidingStore(store: ObjectStore, damaged: DamagedObjects): ObjectStore {
  const mended = new Set<string>();
  const isHidden = (key: string) => damaged.has(key) && !mended.has(key);
  const isAsFound = (object: StoredObject | undefined) =>
    object !== undefined && isHidden(object.key) && damaged.get(object.key)?.etag === object.etag;

  /** The damaged object that what is put there as new is to replace. */
  function homeOf(key: string): string | undefined {
    if (isHidden(key)) return key;
    const span = spanOfParts(key);
    return span === undefined
      ? undefined
      : [...damaged.keys()].find((one) => isHidden(one) && spanOfParts(one) === span);
  }

  return {
    ...store,
    async head(key) {
      const found = await store.head(key);
      return isAsFound(found) ? undefined : found;
    },
    async read(key, range) {
      if (isHidden(key) && isAsFound(await store.head(key))) return undefined;
      return store.read(key, range);
    },
    async download(key, file) {
      if (isHidden(key) && isAsFound(await store.head(key))) return undefined;
      return store.download(key, file);
    },
    async *list(prefix, after) {
      for await (const object of store.list(prefix, after)) if (!isAsFound(object)) yield object;
    },
    async put(key, body, expected) {
      const home = expected === 'absent' ? homeOf(key) : undefined;
      if (home === undefined) return store.put(key, body, expected);
      try {
        const written = await store.put(home, body, damaged.get(home) ?? 'absent');
        mended.add(home);
        return written;
      } catch (error) {
        // Somebody else mended it: from now on it is seen as it is.
        if (error instanceof WriteConflict) mended.add(home);
        throw error;
      }
    },
  };
}

const spanOfParts = (key: string): string | undefined => /^(.*\.)part-\d+\.parquet$/.exec(key)?.[1];
