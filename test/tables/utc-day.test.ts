import { expect, it } from 'vitest';
import { addDays, dayOf, daysFrom, startOf } from '../../src/tables/utc-day.ts';

it('is the day in UTC, whatever the clock of the machine', () => {
  expect(dayOf(new Date('2026-11-02T23:59:59.999Z'))).toBe('2026-11-02');
  expect(dayOf(startOf('2026-11-02'))).toBe('2026-11-02');
  expect(dayOf(startOf('2026-11-02') - 1)).toBe('2026-11-01');
});

it('counts over months, leap days and changes of the clock', () => {
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  expect(daysFrom('2026-10-24', '2026-10-27')).toEqual(['2026-10-24', '2026-10-25', '2026-10-26']);
  expect(daysFrom('2026-10-24', '2026-10-24')).toEqual([]);
  expect(daysFrom('2026-10-24', '2026-10-20')).toEqual([]);
});
