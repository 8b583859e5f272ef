import { expect, it } from 'vitest';
import { deadlineAfter } from '../../src/deadline/deadline.ts';
import { CancelledError, OutOfTimeError } from '../../src/deadline/errors.ts';

it('lets begin what there is time for, and nothing else', () => {
  const deadline = deadlineAfter(10_000);
  deadline.require(5_000);
  expect(() => deadline.require(20_000)).toThrow(OutOfTimeError);
  expect(deadlineAfter().left()).toBe(Number.POSITIVE_INFINITY);
});

it('ends a wait at once when the run is cancelled', async () => {
  const cancel = new AbortController();
  const deadline = deadlineAfter(undefined, { cancel: cancel.signal });
  const waiting = deadline.wait(600_000);
  cancel.abort();
  await expect(waiting).rejects.toBeInstanceOf(CancelledError);
  await expect(deadline.wait(1)).rejects.toBeInstanceOf(CancelledError);
  expect(() => deadline.require()).toThrow(CancelledError);
  expect(deadline.left()).toBeLessThanOrEqual(0);
});

it('does not begin a wait that it would not see the end of', async () => {
  await expect(deadlineAfter(1_000).wait(5_000)).rejects.toBeInstanceOf(OutOfTimeError);
});

it('leaves time to write what was read, and then ends that as well', async () => {
  const deadline = deadlineAfter(10, { graceMs: 50 });
  await new Promise((resolve) => deadline.signal.addEventListener('abort', resolve));
  expect(deadline.signal.reason).toBeInstanceOf(OutOfTimeError);
  expect(deadline.finalSignal.aborted).toBe(false);
  await new Promise((resolve) => deadline.finalSignal.addEventListener('abort', resolve));
});
