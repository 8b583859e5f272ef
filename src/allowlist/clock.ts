import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from '../http/deadline.ts';

/** Time, as the run has it. */
export interface Clock {
  now(): Date;
  /** Waits. Throws `OutOfTimeError` when the run has not that long. */
  wait(ms: number): Promise<void>;
}

/** This machine's time, for a run that ends by the deadline. */
export function systemClock(deadline: Deadline): Clock {
  return {
    now: () => new Date(),
    async wait(ms) {
      deadline.require(ms);
      await sleep(ms);
    },
  };
}
