import { addDays, type Day } from './utc-day.ts';

/**
 * Days that share an object, all of one month: that day alone, a week (from the 1st, 8th, 15th or 22nd, the last to the month's end),
 * or the month.
 */
export type Span = 'day' | 'week' | 'month';

/** From `since` until before `until`. */
export interface DayRange {
  readonly since: Day;
  readonly until: Day;
}

/** Days, given oldest first, as ranges of neighbours. */
export function rangesOfDays(days: readonly Day[]): DayRange[] {
  const found: { since: Day; until: Day }[] = [];
  for (const day of days) {
    const last = found.at(-1);
    if (last?.until === day) last.until = addDays(day, 1);
    else found.push({ since: day, until: addDays(day, 1) });
  }
  return found;
}

/** `YYYY-MM`. */
export const monthOf = (day: Day): string => day.slice(0, 7);

const LAST_WEEK = 22;

/** The days that share an object with this one. */
export function spanOf(span: Span, day: Day): DayRange {
  if (span === 'day') return { since: day, until: addDays(day, 1) };
  const inMonth = Number(day.slice(8));
  const first = span === 'month' ? 1 : Math.min(LAST_WEEK, inMonth - ((inMonth - 1) % 7));
  const since = `${monthOf(day)}-${String(first).padStart(2, '0')}`;
  const toMonthEnd = span === 'month' || first === LAST_WEEK;
  return { since, until: toMonthEnd ? `${monthOf(addDays(`${monthOf(day)}-28`, 4))}-01` : addDays(since, 7) };
}
