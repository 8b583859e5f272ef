import { expect, it } from 'vitest';
import { retryAfterMs } from '../../src/http/retry-after.ts';

const NOW = Date.parse('2026-11-02T10:00:00Z');

it.each([
  ['3', 3000],
  ['0', 0],
  ['0.5', 500],
  ['-1', 0],
  ['Mon, 02 Nov 2026 10:00:07 GMT', 7000],
  ['Mon, 02 Nov 2026 09:00:00 GMT', 0],
  ['soon', undefined],
  ['', undefined],
  [null, undefined],
])('of %j is %j milliseconds', (header, ms) => {
  expect(retryAfterMs(header, NOW)).toBe(ms);
});
