import { describe, expect, test } from 'vitest';
import { deadlineAfter } from '../../src/deadline/deadline.ts';
import { OutOfTimeError } from '../../src/deadline/errors.ts';
import { type ObjectStore, WriteConflict } from '../../src/lake/store/object-store.ts';
import { withLakeFixture } from './allowlist-fixture.ts';

const settings = { targets: [{ kind: 'files', feeds: ['chatgpt-actions'] }] };

/** People are told of a feed that is not there. */
const FAILING = { targets: [{ kind: 'files', feeds: ['nowhere'] }] };

/** A store in which somebody else is always faster at some keys; counts how often it was tried. */
function losing(store: ObjectStore, at: RegExp): ObjectStore & { readonly tries: () => number } {
  let tries = 0;
  return {
    ...store,
    tries: () => tries,
    async put(key, body, expected) {
      if (!at.test(key)) return store.put(key, body, expected);
      tries++;
      throw new WriteConflict(key);
    },
  };
}

describe('a write that somebody else is always faster at', () => {
  test.each([
    ['the baseline of a feed', /baselines/],
    ['the state of a feed', /feeds/],
    ['the state of a target', /^state\/allowlist\/targets\//],
    ['what is owned of it', /^state\/allowlist\/owned\//],
    ['a published file', /nginx\.conf$/],
    ['what people were told', /told/],
  ])('%s: ends the run when its time is over, not before, and is left to the next one', async (_, at) => {
    await withLakeFixture({}, async ({ sync, store, clock }) => {
      const losingStore = losing(store, at);
      const { finalSignal } = deadlineAfter(500, { graceMs: 500 });
      const order = { settings: at.source === 'told' ? FAILING : settings };
      await expect(sync({ ...order, store: losingStore, finalSignal })).rejects.toThrow(OutOfTimeError);
      expect(finalSignal.aborted).toBe(true);
      // With pauses between: without, there would be thousands.
      expect(losingStore.tries()).toBeGreaterThan(3);
      expect(losingStore.tries()).toBeLessThan(30);
      clock.forward(1_000);
      expect((await sync({ settings })).targets[0]?.outcome).toMatch(/^(changed|in step)$/);
    });
  });
});
