import { expect, test } from 'vitest';
import { noteResult } from './results.ts';
import { expectExact, LOG_KEPT_DAYS, liveThrough } from './year.ts';

test('through a year with outages of 1, 10, 29 and 40 days coverage is exact, what upstream forgot is named to the file, and a run costs no more', async () => {
  const lived = await liveThrough({
    people: 500,
    days: 365,
    outages: [
      { from: 60, days: 1 },
      { from: 100, days: 10 },
      { from: 160, days: 29 },
      { from: 250, days: 40 },
    ],
    sources: ['users', 'usage', 'AUTH_LOG'],
  });
  const { lost, missing } = expectExact(lived);
  // Only of the 40 days without a pull has upstream forgotten any: all but its last 30, and the day that was half forgotten.
  expect(missing.length).toBeGreaterThanOrEqual(40 - LOG_KEPT_DAYS);
  expect(missing.length).toBeLessThanOrEqual(40 - LOG_KEPT_DAYS + 2);
  expect(lost.length).toBeGreaterThan(0);
  noteResult(
    'simulated year',
    `365 days, ${lived.landed.size} files landed; ${lost.length} files of ${missing.length} days lost, all named: ${missing.join(', ')}`,
  );

  const [early, late] = [lived.costs.get(30), lived.costs.get(365)];
  console.table({ 'at 30 days': early, 'at 365 days': late });
  noteResult(
    'no growth',
    `calls of a run that finds nothing new: at 30 days ${JSON.stringify(early)}, at 365 days ${JSON.stringify(late)}`,
  );
  for (const [kind, calls] of Object.entries(late ?? {})) {
    expect([kind, calls <= Number(Object(early)[kind])]).toEqual([kind, true]);
  }
}, 1_500_000);
