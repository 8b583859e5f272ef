/** A day in UTC, as `YYYY-MM-DD`: it sorts as text, and is what partitions are named by. */
export type Day = string;

const DAY_MS = 86_400_000;

export const dayOf = (time: Date | number): Day => new Date(time).toISOString().slice(0, 10);

/** Milliseconds of the day's midnight UTC. */
export const startOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`);

export const addDays = (day: Day, days: number): Day => dayOf(startOf(day) + days * DAY_MS);

/** Days from `since` until before `until`. */
export function daysFrom(since: Day, until: Day): Day[] {
  const count = Math.round((startOf(until) - startOf(since)) / DAY_MS);
  return Array.from({ length: Math.max(0, count) }, (_, i) => addDays(since, i));
}
