import type { Deadline } from '../deadline/deadline.ts';

/** Time, as the run has it. */
export interface Clock extends Pick<Deadline, 'wait' | 'finalSignal'> {
  now(): Date;
}

/** This machine's time, for a run that ends by the deadline. */
export function systemClock({ wait, finalSignal }: Deadline): Clock {
  return { now: () => new Date(), wait, finalSignal };
}
