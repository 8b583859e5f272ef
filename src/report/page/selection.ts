import { addDays, type Day, lengthOf } from './calendar.ts';
import type { Rows, State } from './rows.ts';

/** What the reader chose. */
export interface Selection {
  readonly from: Day;
  readonly until: Day;
  /** A group, `null` for the people without one, or `undefined` for everyone. */
  readonly group: string | null | undefined;
}

/** The days the page can show. */
export interface Known {
  /** State of each day with figures, the worst over the workspaces. */
  readonly states: ReadonlyMap<Day, State>;
  readonly first: Day;
  /** Ranges end here, as only final days compare. */
  readonly lastFinal: Day;
  /** Charts go on to here, so that days to come are seen to be pending. */
  readonly last: Day;
}

const WORST: readonly State[] = ['missing', 'pending', 'complete', 'zero'];

/** Null in an empty lake. */
export function knownDays(rows: readonly { readonly day: Day; readonly state: State }[]): Known | null {
  const states = statesOf(rows);
  const days = [...states.keys()].sort();
  const final = days.filter((day) => isFinal(states.get(day)));
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return null;
  return { states, first, lastFinal: final.at(-1) ?? last, last };
}

export function worst(one: State, other: State | undefined): State {
  return WORST.find((state) => state === one || state === other) ?? one;
}

export function isFinal(state: State | null | undefined): boolean {
  return state === 'complete' || state === 'zero';
}

/** The period of the same length that ends the day before. */
export function before({ from, until, group }: Selection): Selection {
  const days = lengthOf(from, until);
  return { from: addDays(from, -days), until: addDays(from, -1), group };
}

/** How many days of a range are what. */
export interface Completeness {
  readonly days: number;
  readonly final: number;
  readonly pending: number;
  readonly missing: number;
  /** Before the lake began, or yet to come. */
  readonly outside: number;
}

export function completeness({ states }: Known, { from, until }: Selection): Completeness {
  const days = lengthOf(from, until);
  const count = { final: 0, pending: 0, missing: 0 };
  for (let day = from; day <= until; day = addDays(day, 1)) {
    const state = states.get(day);
    if (isFinal(state)) count.final++;
    else if (state === 'pending') count.pending++;
    else if (state === 'missing') count.missing++;
  }
  return { days, ...count, outside: days - count.final - count.pending - count.missing };
}

/** Groups to choose from, in order of the alphabet, those without a group last. */
export function groupsOf({ people, seats }: Pick<Rows, 'people' | 'seats'>): (string | null)[] {
  const names = new Set([...people, ...seats].map(({ group_name }) => group_name));
  const named = [...names].filter((name) => name !== null).sort();
  return names.has(null) && named.length > 0 ? [...named, null] : named;
}

/** State of each day as rows of a source of its own have it, the worst where there are several. */
export function statesOf(
  rows: readonly { readonly day: Day; readonly state: State | null }[],
): ReadonlyMap<Day, State> {
  const states = new Map<Day, State>();
  for (const { day, state } of rows) if (state !== null) states.set(day, worst(state, states.get(day)));
  return states;
}
