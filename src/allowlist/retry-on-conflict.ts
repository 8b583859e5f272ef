import { WriteConflict } from '../lake/store/object-store.ts';
import type { Clock } from './clock.ts';

const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 2_000;

/**
 * Tries a write anew whenever another writer was faster, after a pause that grows and is never the same twice, so that writers do
 * not keep step. Ends with the run's time, by `OutOfTimeError`, and not before: of writers who race, one always wins.
 */
export async function retryOnConflict<T>(clock: Clock, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof WriteConflict)) throw error;
      const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 10));
      await clock.wait(Math.ceil(longest * (0.5 + Math.random() / 2)));
    }
  }
}
