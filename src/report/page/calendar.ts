/** UTC days as `YYYY-MM-DD`, which sort as text. */
export type Day = string;

const DAY_MS = 86_400_000;

export function timeOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}

export function addDays(day: Day, days: number): Day {
  return new Date(timeOf(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from `from` to `until`, both included; 0 when they are the wrong way round. */
export function lengthOf(from: Day, until: Day): number {
  return Math.max(0, Math.round((timeOf(until) - timeOf(from)) / DAY_MS) + 1);
}

export function daysOf(from: Day, until: Day): Day[] {
  return Array.from({ length: lengthOf(from, until) }, (_, i) => addDays(from, i));
}

/** 0 Monday to 6 Sunday. */
export function weekdayOf(day: Day): number {
  return (new Date(timeOf(day)).getUTCDay() + 6) % 7;
}

/** Monday of the day's ISO week. */
export function weekOf(day: Day): Day {
  return addDays(day, -weekdayOf(day));
}
