import type { Row } from '../lake/engine/duckdb.ts';
import type { Entry } from './target.ts';

/** Whether an entry is on record as ours by its label: not, as in a list that is ours alone, because all of it is. */
export const isOurLabelled = ({ ours, labelled }: Entry): boolean => ours && labelled === true;

export function rangesOf(entries: readonly Entry[]): string[] {
  return entries.flatMap(({ range }) => range ?? []);
}

/** Ranges by the ids of their entries. */
export function idsOf(entries: readonly Entry[]): Record<string, string> {
  return Object.fromEntries(entries.flatMap(({ id, range }) => (range === null ? [] : [[id, range]])));
}

/** In order of the keys, so that the same content is the same text. */
export function withoutKeys(
  record: Readonly<Record<string, string>>,
  keys: ReadonlySet<string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record)
      .filter(([key]) => !keys.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Ranges of ours that let anybody in. */
export function presentIn(entries: readonly Entry[]): Set<string> {
  return new Set(
    entries.flatMap(({ range, ours, active }) => (ours && active && range !== null ? [range] : [])),
  );
}

/** Rows of what came and went; `lost` is what should be there, and somebody else took out. */
export function changesOf(
  before: readonly string[],
  present: ReadonlySet<string>,
  wanted: ReadonlySet<string>,
): Row[] {
  const known = new Set(before);
  return [
    ...[...present].filter((prefix) => !known.has(prefix)).map((prefix) => ({ prefix, change: 'added' })),
    ...before
      .filter((prefix) => !present.has(prefix))
      .map((prefix) => ({ prefix, change: wanted.has(prefix) ? 'lost' : 'removed' })),
  ];
}
