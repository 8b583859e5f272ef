import { OutOfTimeError } from './errors.ts';

/** Until when a run may work. Everything that starts or waits asks it first. */
export interface Deadline {
  /** Milliseconds left; infinite when the run has no limit. */
  left(): number;
  /** Throws `OutOfTimeError` when less than `ms` is left. */
  require(ms?: number): void;
}

export function deadlineAfter(ms = Number.POSITIVE_INFINITY, now: () => number = Date.now): Deadline {
  const end = now() + ms;
  const left = () => end - now();
  return {
    left,
    require(needed = 0) {
      if (left() <= needed)
        throw new OutOfTimeError(`out of time: ${Math.ceil(needed / 1000)} s needed for the next step`);
    },
  };
}
