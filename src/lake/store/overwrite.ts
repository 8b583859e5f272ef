import { type Deadline, deadlineAfter } from '../../deadline/deadline.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

/** Puts an object in the place of whatever is there: for what has no history, such as the latest report. The last writer wins. */
export function overwrite(
  store: ObjectStore,
  key: string,
  body: Uint8Array,
  deadline: Pick<Deadline, 'finalSignal'> = deadlineAfter(),
): Promise<StoredObject> {
  return retryOnConflict(async () => store.put(key, body, (await store.head(key)) ?? 'absent'), deadline);
}
