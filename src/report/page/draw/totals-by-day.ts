import type { Day } from '../calendar.ts';

/** Sums by day and name, days ascending. */
export function totalsByDay<T extends { readonly day: Day }>(
  rows: readonly T[],
  nameOf: (row: T) => string,
  amountOf: (row: T) => number | null,
): { day: Day; name: string; amount: number }[] {
  const sums = new Map<string, { day: Day; name: string; amount: number }>();
  for (const row of rows) {
    const name = nameOf(row);
    const key = `${row.day} ${name}`;
    sums.set(key, { day: row.day, name, amount: (sums.get(key)?.amount ?? 0) + (amountOf(row) ?? 0) });
  }
  return [...sums.values()].sort((one, other) => one.day.localeCompare(other.day));
}
