/** The run's time is used up before the work is: the next run goes on. Nobody is alerted. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
}

/** Somebody asked the run to stop: what was begun is finished, and the next run goes on. Nobody is alerted. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

/** Whether the run ended in good order before its work did. */
export function isStopped(error: unknown): error is OutOfTimeError | CancelledError {
  return error instanceof OutOfTimeError || error instanceof CancelledError;
}
