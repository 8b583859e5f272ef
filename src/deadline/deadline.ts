import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError, OutOfTimeError } from './errors.ts';

/** What a timer can be set to; beyond it, it would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const GRACE_MS = 30_000;

/**
 * Until when a run may work, and how it is told to stop before. A run stops in two steps: from `signal` on nothing new is begun,
 * and what is under way (downloads, waits) is broken off; what has been read by then is still written, until `finalSignal`.
 */
export interface Deadline {
  /** Milliseconds left to begin something; infinite when the run has no limit, 0 or less once it was cancelled. */
  left(): number;
  /** Throws `OutOfTimeError` when less than `ms` is left, `CancelledError` when the run was cancelled. */
  require(ms?: number): void;
  /** Waits. Throws as `require` does: at once when there is not that long, or when the run is cancelled meanwhile. */
  wait(ms: number): Promise<void>;
  /** Aborts when the time is used up or the run is cancelled; its reason is the error to throw. */
  readonly signal: AbortSignal;
  /** Aborts when the time to finish is used up as well. */
  readonly finalSignal: AbortSignal;
}

export interface DeadlineOptions {
  /** Aborts when somebody asks the run to stop. @default never */
  readonly cancel?: AbortSignal;
  /** Milliseconds to write what was read. @default 30 s */
  readonly graceMs?: number;
}

/** A deadline so many milliseconds from now. */
export function deadlineAfter(
  ms = Number.POSITIVE_INFINITY,
  { cancel, graceMs = GRACE_MS }: DeadlineOptions = {},
): Deadline {
  const end = performance.now() + ms;
  const stop = new AbortController();
  const final = new AbortController();
  const stopFor = (reason: Error) => {
    if (stop.signal.aborted) return;
    stop.abort(reason);
    after(graceMs, () =>
      final.abort(new OutOfTimeError('out of time: nothing more can be written', { cause: reason })),
    );
  };
  after(ms, () => stopFor(new OutOfTimeError('out of time: the next run goes on')));
  const onCancel = () => stopFor(new CancelledError('cancelled: the next run goes on'));
  if (cancel?.aborted) onCancel();
  cancel?.addEventListener('abort', onCancel, { once: true });

  const left = () => (stop.signal.aborted ? Math.min(0, end - performance.now()) : end - performance.now());
  function require(needed = 0): void {
    stop.signal.throwIfAborted();
    if (left() <= needed)
      throw new OutOfTimeError(`out of time: ${Math.ceil(needed / 1000)} s needed for the next step`);
  }
  return {
    left,
    require,
    signal: stop.signal,
    finalSignal: final.signal,
    async wait(waitMs) {
      require(waitMs);
      await sleep(waitMs, undefined, { signal: stop.signal }).catch(() => stop.signal.throwIfAborted());
    },
  };
}

/** Calls back after so long, without keeping the process alive for it. */
function after(ms: number, call: () => void): void {
  if (ms <= 0) call();
  else if (ms <= LONGEST_TIMER_MS) setTimeout(call, ms).unref();
}
