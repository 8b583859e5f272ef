import { expect, it } from 'vitest';
import { deadlineAfter } from '../../../src/deadline/deadline.ts';
import { WriteConflict } from '../../../src/lake/store/object-store.ts';
import { retryOnConflict } from '../../../src/lake/store/retry-on-conflict.ts';
import { withStore } from '../../harness/lake-fixture.ts';

it('tries again after a conflict however often it loses', async () => {
  let tries = 0;
  const answer = await retryOnConflict(async () => {
    if (++tries < 20) throw new WriteConflict('a');
    return tries;
  }, deadlineAfter());
  expect(answer).toBe(20);
});

it('does not try again what failed for another reason', async () => {
  let tries = 0;
  const failing = retryOnConflict(async () => {
    tries++;
    throw new TypeError('a fault of ours');
  }, deadlineAfter());
  await expect(failing).rejects.toThrow('a fault of ours');
  expect(tries).toBe(1);
});

it('ends with the time of the run', async () => {
  const losing = retryOnConflict(
    async () => {
      throw new WriteConflict('a');
    },
    deadlineAfter(50, { graceMs: 50 }),
  );
  await expect(losing).rejects.toThrow('out of time');
});

it.each(['folder', 'bucket'] as const)('lets each of many writers to a %s count once', async (on) => {
  await withStore(on, async (store) => {
    const addOne = async () => {
      const there = await store.head('count');
      const count =
        there === undefined ? 0 : Number(Buffer.from((await store.read('count')) ?? []).toString());
      await store.put('count', Buffer.from(String(count + 1)), there ?? 'absent');
    };
    const writers = Array.from({ length: 25 }, () => retryOnConflict(addOne, deadlineAfter()));
    await Promise.all(writers);
    expect(Buffer.from((await store.read('count')) ?? []).toString()).toBe('25');
  });
});
