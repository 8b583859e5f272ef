import { randomBytes } from 'node:crypto';
import type { Deadline } from '../deadline/deadline.ts';
import type { ObjectStore } from './store/object-store.ts';
import { retryOnConflict } from './store/retry-on-conflict.ts';

const KEY = 'private/digest-key';

/** The lake's own digest key: made once, by whoever is first, and kept outside of `lake/`, where analysts do not read. */
export function digestKeyOf(
  store: ObjectStore,
  deadline: Pick<Deadline, 'finalSignal'>,
): Promise<Uint8Array> {
  return retryOnConflict(async () => {
    const there = await store.read(KEY);
    if (there !== undefined) return there;
    const made = randomBytes(32);
    await store.put(KEY, made, 'absent');
    return made;
  }, deadline);
}
