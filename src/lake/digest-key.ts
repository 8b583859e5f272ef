import { randomBytes } from 'node:crypto';
import type { Deadline } from '../deadline/deadline.ts';
import { noteChecksum, notedChecksums, readNoted } from './noted-checksum.ts';
import type { ObjectStore } from './store/object-store.ts';
import { DamagedObject } from './store/object-store.ts';
import { retryOnConflict } from './store/retry-on-conflict.ts';

export const DIGEST_KEY = 'private/digest-key';
const KEY_BYTES = 32;

/**
 * The lake's own digest key: made once, by whoever is first, and kept outside of `lake/`, where analysts do not read. Throws
 * `DamagedObject` when it is no longer the one that was made: with another one, nothing that comes would meet what is there.
 */
export function digestKeyOf(
  store: ObjectStore,
  deadline: Pick<Deadline, 'finalSignal'>,
): Promise<Uint8Array> {
  return retryOnConflict(async () => {
    const there = await readDigestKey(store);
    const key = there ?? randomBytes(KEY_BYTES);
    if (there === undefined) await store.put(DIGEST_KEY, key, 'absent');
    // Also where it is there already: lakes from before checksums were noted have none.
    await noteChecksum(store, DIGEST_KEY, key, deadline);
    return key;
  }, deadline);
}

/** The digest key; undefined in a lake that has not made one. Throws `DamagedObject` when it is not as it was made, or lost. */
export async function readDigestKey(store: ObjectStore): Promise<Uint8Array | undefined> {
  const wasMade = (await notedChecksums(store, DIGEST_KEY)) !== undefined;
  const there = await readNoted(store, DIGEST_KEY);
  if (there === undefined) {
    if (wasMade) throw new DamagedObject(DIGEST_KEY, 'is lost, and the digests in the tables are of it');
    return undefined;
  }
  if (there.length !== KEY_BYTES)
    throw new DamagedObject(DIGEST_KEY, `has ${there.length} bytes instead of ${KEY_BYTES}`);
  return there;
}
