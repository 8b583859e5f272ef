import { type Day, timeOf } from './calendar.ts';

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const ONE = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const FRACTION = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 });
const PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const DAY_OF_YEAR = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** What is not known is a dash, never a zero. */
const UNKNOWN = '–';

export type Kind = 'text' | 'whole' | 'decimal' | 'dollars' | 'percent';

/** A figure in full, for tables. */
export function inFull(kind: Kind, value: unknown): string {
  if (value === null || value === undefined) return UNKNOWN;
  if (typeof value !== 'number') return String(value);
  if (kind === 'percent') return PERCENT.format(value);
  if (kind === 'dollars') return `$${ONE.format(value)}`;
  return kind === 'decimal' ? ONE.format(value) : WHOLE.format(value);
}

/** A figure at a glance: thousands and millions shortened. */
export function inShort(kind: Kind, value: number | null): string {
  if (value === null) return UNKNOWN;
  if (kind === 'percent') return PERCENT.format(value);
  const digits = Math.abs(value) >= 10_000 ? SHORT : kind === 'decimal' && value < 100 ? ONE : WHOLE;
  return `${kind === 'dollars' ? '$' : ''}${digits.format(value)}`;
}

/** A mark on an axis that is no whole number, of which no digit may be left out. */
export const fraction = (amount: number): string => FRACTION.format(amount);

export function change(share: number): string {
  return `${share > 0 ? '+' : share < 0 ? '−' : '±'}${PERCENT.format(Math.abs(share))}`;
}

/** Longest name where there is room for one line; names come from upstream, and can be of any length. */
export const LONGEST_NAME = 48;

/** A name cut to what fits; where it is cut, show it whole on hover. */
export function cut(name: string, most: number = LONGEST_NAME): string {
  const signs = [...name];
  return signs.length > most ? `${signs.slice(0, most - 1).join('')}…` : name;
}

/** 19 Nov */
export function dayText(day: Day): string {
  return DAY.format(timeOf(day));
}

/** 19 Nov 2026 */
export function fullDayText(day: Day): string {
  return DAY_OF_YEAR.format(timeOf(day));
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${WHOLE.format(count)} ${count === 1 ? one : many}`;
}
