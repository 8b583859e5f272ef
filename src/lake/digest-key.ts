import { randomBytes } from 'node:crypto';
import { type ObjectStore, WriteConflict } from './store/object-store.ts';

const KEY = 'private/digest-key';

/** The lake's own digest key: made once, by whoever is first, and kept outside of `lake/`, where analysts do not read. */
export async function digestKeyOf(store: ObjectStore): Promise<Uint8Array> {
  const there = await store.read(KEY);
  if (there !== undefined) return there;
  const made = randomBytes(32);
  try {
    await store.put(KEY, made, 'absent');
    return made;
  } catch (error) {
    if (error instanceof WriteConflict) return digestKeyOf(store);
    throw error;
  }
}
