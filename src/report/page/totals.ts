import { addDays, type Day, daysOf, lengthOf } from './calendar.ts';
import type { Rows } from './rows.ts';
import { isFinal, type Known, type Selection } from './selection.ts';

interface OfGroup {
  readonly group_name: string | null;
}

export function inGroup({ group_name }: OfGroup, { group }: Selection): boolean {
  return group === undefined || group_name === group;
}

/** Rows of the range and group chosen. */
export function chosen<T extends OfGroup & { readonly day: Day }>(
  rows: readonly T[],
  selection: Selection,
): T[] {
  return rows.filter(
    (row) => row.day >= selection.from && row.day <= selection.until && inGroup(row, selection),
  );
}

/** Sum of what is there; null when nothing is. */
export function sum(values: readonly (number | null)[]): number | null {
  const there = values.filter((value) => value !== null);
  return there.length === 0 ? null : there.reduce((total, value) => total + value, 0);
}

export function ratio(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole;
}

/** Distinct people who were active on a day of the range: people cannot be added over days, so each is looked at. */
export function activePeople(people: Rows['people'], selection: Selection): number {
  const { from, until } = selection;
  const masks = new Map<string, number>();
  for (const day of daysOf(from, until)) {
    const month = day.slice(0, 7);
    masks.set(month, (masks.get(month) ?? 0) | bitOf(day));
  }
  const active = new Set<number>();
  for (const row of people)
    if (((masks.get(row.month) ?? 0) & row.days) !== 0 && inGroup(row, selection)) active.add(row.person);
  return active.size;
}

function bitOf(day: Day): number {
  return 1 << (Number(day.slice(8)) - 1);
}

export interface ActiveDay {
  readonly day: Day;
  /** Null when the day is not final. */
  readonly active: number | null;
  /** Distinct over the 7, and the 28, days that end here; null when too few of them are final. */
  readonly active7: number | null;
  readonly active28: number | null;
}

/** Share of a window's days that must be final for its figure to be shown. */
const ENOUGH = 6 / 7;

/** People by day over a range, with running windows. */
export function activeByDay(people: Rows['people'], known: Known, selection: Selection): ActiveDay[] {
  const start = addDays(selection.from, -27);
  const length = lengthOf(start, selection.until);
  const place = new Map(daysOf(start, selection.until).map((day, i) => [day, i]));
  const counts = { 1: new Int32Array(length), 7: new Int32Array(length), 28: new Int32Array(length) };
  for (const days of activeDaysOf(people, selection, place)) {
    for (const window of [1, 7, 28] as const) {
      let covered = -1;
      for (const day of days) {
        for (let i = Math.max(day, covered + 1); i < Math.min(day + window, length); i++)
          counts[window][i]!++;
        covered = Math.max(covered, day + window - 1);
      }
    }
  }
  const finalDays = (day: Day, window: number) =>
    daysOf(addDays(day, 1 - window), day).filter((one) => isFinal(known.states.get(one))).length;
  return daysOf(selection.from, selection.until).map((day) => {
    const i = place.get(day) ?? 0;
    const figure = (window: 1 | 7 | 28) =>
      isFinal(known.states.get(day)) && finalDays(day, window) >= window * ENOUGH
        ? (counts[window][i] ?? 0)
        : null;
    return { day, active: figure(1), active7: figure(7), active28: figure(28) };
  });
}

/** For each person of the group, the places of their active days, ascending. */
function activeDaysOf(
  people: Rows['people'],
  selection: Selection,
  place: ReadonlyMap<Day, number>,
): number[][] {
  const byPerson = new Map<number, Set<number>>();
  for (const row of people) {
    if (!inGroup(row, selection)) continue;
    const days = byPerson.get(row.person) ?? new Set();
    for (let n = 0; n < 31; n++) {
      const at = place.get(`${row.month}-${String(n + 1).padStart(2, '0')}`);
      if (at !== undefined && ((row.days >> n) & 1) === 1) days.add(at);
    }
    byPerson.set(row.person, days);
  }
  return [...byPerson.values()].map((days) => [...days].sort((one, other) => one - other));
}

/** What the headline figures show, of one range and group. */
export interface Totals {
  readonly active: number;
  readonly turns: number | null;
  readonly turnsPerPerson: number | null;
  readonly credits: number | null;
  readonly creditsPerPerson: number | null;
  readonly dollars: number | null;
  readonly lines: number | null;
  /** 0 to 1. */
  readonly committed: number | null;
}

export function totals(rows: Rows, selection: Selection): Totals {
  const usage = chosen(rows.usage, selection);
  const active = activePeople(rows.people, selection);
  const turns = sum(usage.map((row) => row.turns));
  const credits = sum(usage.map((row) => row.credits));
  return {
    active,
    turns,
    turnsPerPerson: ratio(turns, active),
    credits,
    creditsPerPerson: ratio(credits, active),
    dollars: sum(usage.map((row) => row.estimated_cost_usd)),
    lines: sum(usage.map((row) => row.lines_added)),
    committed: ratio(
      sum(usage.map((row) => row.lines_committed)),
      sum(usage.map((row) => row.total_committed_lines)),
    ),
  };
}
