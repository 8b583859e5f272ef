import pRetry from 'p-retry';
import type { Deadline } from '../../deadline/deadline.ts';
import { WriteConflict } from './object-store.ts';

const FIRST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 1_000;

/**
 * Optimistic concurrency: runs `attempt` (read, compute, write with a precondition) until its write met its precondition. A
 * conflict means that another writer got ahead, so all writers together always move on; waits with jitter keep them apart. Ends
 * with the run's time to finish alone, never after a number of tries: of many writers one may lose often.
 */
export function retryOnConflict<T>(
  attempt: () => Promise<T>,
  { finalSignal }: Pick<Deadline, 'finalSignal'>,
): Promise<T> {
  return pRetry(attempt, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: FIRST_WAIT_MS,
    maxTimeout: LONGEST_WAIT_MS,
    randomize: true,
    signal: finalSignal,
    shouldRetry: ({ error }) => error instanceof WriteConflict,
  });
}
