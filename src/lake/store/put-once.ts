import type { Deadline } from '../../deadline/deadline.ts';
import { type Body, type ObjectStore, WriteConflict } from './object-store.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

/** Puts an object whose key says what it is: whoever else writes it writes the same, and what is there already stays. */
export function putOnce(
  { store, deadline }: { readonly store: ObjectStore; readonly deadline: Pick<Deadline, 'finalSignal'> },
  key: string,
  bodyOf: () => Body | Promise<Body>,
): Promise<void> {
  return retryOnConflict(async () => {
    try {
      await store.put(key, await bodyOf(), 'absent');
    } catch (error) {
      // Another writer's; where the store only asks to be tried again, it is not there yet.
      if (error instanceof WriteConflict && (await store.head(key)) !== undefined) return;
      throw error;
    }
  }, deadline);
}
