import { UNDATED } from '../../tables/layout.ts';
import { type DayRange, spanOf } from '../../tables/spans.ts';
import { addDays, type Day, dayOf, startOf } from '../../tables/utc-day.ts';
import { mondayOf, type Slice } from './inventory.ts';

const WEEK_MS = 7 * 86_400_000;

/** Damaged weeks that are looked at again each time; there are more only when a lake as a whole is lost. */
const MOST_REMEMBERED = 8;

/**
 * Hours in which each older week has its turn. Primes, so that it has whether audits come every hour, every six or once a day; far
 * apart, so that a week that is added to the others seldom changes the order.
 */
const TURNS = [101, 211, 431, 863, 1733];

/**
 * The slices of an ordinary audit: what has no day, this week and the last, those in which their months begin, as objects of many days
 * are named by the first, an older one by turns, and those given.
 */
export function slicesOf(now: Date, damaged: readonly Slice[]): Slice[] {
  const latest = mondayOf(dayOf(now));
  const older = weeks(UNDATED, addDays(latest, -7));
  const turns = TURNS.find((some) => some >= older.length) ?? older.length;
  const turn = (Math.floor(now.getTime() / 3_600_000) % turns) % Math.max(1, older.length);
  const dated = [
    ...damaged.slice(0, MOST_REMEMBERED),
    ...older.slice(turn, turn + 1),
    ...[addDays(latest, -7), latest, dayOf(now)].map((day) => mondayOf(spanOf('month', day).since)),
    addDays(latest, -7),
    latest,
  ];
  return ['undated', ...new Set(dated.filter((slice) => slice !== 'undated').sort())];
}

/** Every slice of the lake. */
export const allSlices = (now: Date): Slice[] => ['undated', ...weeks(UNDATED, addDays(dayOf(now), 7))];

/** Mondays of the weeks that have a day from `from` until before `until`. */
function weeks(from: Day, until: Day): Day[] {
  const first = startOf(mondayOf(from));
  const count = Math.ceil((startOf(until) - first) / WEEK_MS);
  return Array.from({ length: Math.max(0, count) }, (_, index) => dayOf(first + index * WEEK_MS));
}

/** The days of the slices, neighbouring weeks as one range, so that one listing covers them. */
export function rangesOf(slices: readonly Slice[]): DayRange[] {
  const ranges: { since: Day; until: Day }[] = [{ since: mondayOf(UNDATED), until: addDays(UNDATED, 1) }];
  for (const monday of slices.filter((slice) => slice !== 'undated')) {
    const [since, until] = [monday, addDays(monday, 7)];
    const last = ranges.at(-1);
    if (last !== undefined && since <= last.until) last.until = until;
    else ranges.push({ since, until });
  }
  return ranges;
}
