import { describe, expect, test } from 'vitest';
import { retryOnConflict } from '../../src/allowlist/retry-on-conflict.ts';
import { OutOfTimeError } from '../../src/http/errors.ts';
import { type ObjectStore, WriteConflict } from '../../src/lake/store/object-store.ts';
import { withStand } from './allowlist-fixture.ts';

const settings = { targets: [{ kind: 'files', feeds: ['chatgpt-actions'] }] };

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
    ['the state of a target', /^state\/allowlist\/targets\//],
    ['what is owned of it', /^state\/allowlist\/owned\//],
    ['a published file', /nginx\.conf$/],
  ])('%s: is tried with pauses while the run has time, and is left to the next one', async (_, at) => {
    await withStand({}, async ({ sync, store, clock }) => {
      const losingStore = losing(store, at);
      clock.budgetMs = 60_000;
      const { targets } = await sync({ settings, store: losingStore });
      expect(targets).toMatchObject([
        { outcome: 'unfinished', reason: expect.stringContaining('out of time') },
      ]);
      expect(losingStore.tries()).toBeGreaterThan(10);
      expect(losingStore.tries()).toBeLessThan(100);
      clock.budgetMs = Number.POSITIVE_INFINITY;
      clock.forward(1_000);
      expect((await sync({ settings })).targets[0]?.outcome).toMatch(/^(changed|in step)$/);
    });
  });

  test.each([
    ['the baseline of a feed', /baselines/],
    ['the state of a feed', /feeds/],
  ])('%s: ends the run when its time is over, and not before', async (_, at) => {
    await withStand({}, async ({ sync, store, clock }) => {
      const losingStore = losing(store, at);
      clock.budgetMs = 60_000;
      const started = clock.waited;
      await expect(sync({ settings, store: losingStore })).rejects.toThrow(OutOfTimeError);
      expect(clock.waited - started).toBeGreaterThan(55_000);
      expect(losingStore.tries()).toBeLessThan(100);
    });
  });

  test('is tried as often as it takes when it succeeds at last', async () => {
    let tries = 0;
    const waits: number[] = [];
    const clock = {
      now: () => new Date(),
      wait: async (ms: number) => {
        waits.push(ms);
      },
    };
    const done = await retryOnConflict(clock, async () => {
      if (++tries < 40) throw new WriteConflict('state');
      return tries;
    });
    expect(done).toBe(40);
    expect(Math.max(...waits)).toBeLessThanOrEqual(2_000);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(10);
    expect(new Set(waits.slice(-20)).size).toBeGreaterThan(5);
  });
});
