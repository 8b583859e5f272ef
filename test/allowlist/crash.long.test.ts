import { expect, test } from 'vitest';
import { killAfterCalls, killAtWrites } from './crash.ts';

test('killed after each single call to the lists, a sync that is run again brings every list into step', async () => {
  expect(await killAfterCalls(1)).toBeGreaterThan(30);
});

test('killed around each single write to the lake, a sync that is run again brings every list into step', async () => {
  expect(await killAtWrites(1)).toBeGreaterThan(30);
});
