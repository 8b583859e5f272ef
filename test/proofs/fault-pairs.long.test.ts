import pMap from 'p-map';
import { expect, test } from 'vitest';
import { expectHarmless, PAIRS } from './fault-matrix.ts';
import { noteResult } from './results.ts';
import { casesToTry } from './share.ts';

test('every fault alone and every pair: what is good is there once, what is bad is named, and the rest is not harmed', async () => {
  const failures: string[] = [];
  const pairs = casesToTry('fault matrix', PAIRS);
  await pMap(
    pairs,
    async (faults) => {
      try {
        await expectHarmless(faults);
      } catch (error) {
        failures.push(
          `${faults.join(' + ')}: ${error instanceof Error ? error.message.slice(0, 300) : error}`,
        );
      }
    },
    { concurrency: 2 },
  );
  noteResult(
    'fault matrix',
    `${new Set(pairs.flat()).size} faults, ${pairs.length} alone or in pairs, ${failures.length} failed`,
  );
  expect(failures).toEqual([]);
}, 1_500_000);
