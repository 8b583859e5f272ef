import { expect, test } from 'vitest';
import { killAfterCalls, killAtWrites } from './crash.ts';

test('killed after some calls to the lists, a sync that is run again brings every list into step', async () => {
  expect(await killAfterCalls(7)).toBeGreaterThan(30);
}, 600_000);

test('killed around some writes to the lake, a sync that is run again brings every list into step', async () => {
  expect(await killAtWrites(7)).toBeGreaterThan(30);
}, 600_000);
