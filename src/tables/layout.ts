import type { Table } from './define-table.ts';
import { safeName, textOfSafeName } from './safe-name.ts';
import { type DayRange, monthOf, spanOf } from './spans.ts';
import { addDays, type Day } from './utc-day.ts';

/** The lake's first day: home of what has no usable time, and start of the partition projection. */
export const UNDATED = '2025-01-01';

/** Prefix of a table's objects. Content has one of its own, so that it can be granted apart. */
export const tablePrefix = (table: Table): string => `${table.isContent ? 'content' : 'lake'}/${table.name}/`;

/** Prefix of a table's objects of today's layout, and of no other. */
export function objectsPrefix(table: Table): string {
  return table.partitionBy === null ? tablePrefix(table) : `${tablePrefix(table)}month=`;
}

/** The days whose rows are in one object with those of the day. */
export const daysBeside = (table: Table, day: Day): DayRange => spanOf(table.span ?? 'month', day);

/** First days of the spans that have a day of the range, oldest first. */
export function spansIn(table: Table, { since, until }: DayRange): Day[] {
  const starts: Day[] = [];
  for (let span = daysBeside(table, since); span.since < until; span = daysBeside(table, span.until))
    starts.push(span.since);
  return starts;
}

/** Prefix of the objects that rows of a day are in: in the folder of its month, named by the first day of its span; the table's where it has no days. */
export function spanPrefix(table: Table, day: Day | null): string {
  if (day === null) return tablePrefix(table);
  const { since } = daysBeside(table, day);
  return `${objectsPrefix(table)}${monthOf(since)}/${since}.`;
}

/** Where a listing of a table begins so that it has the objects of the day and of all later ones. */
export const listedFrom = (table: Table, day: Day): string => spanPrefix(table, day).slice(0, -1);

/** Key of the object that rows of a day are in; `name` is what it is of, such as a workspace or a part. */
export function objectKey(table: Table, day: Day | null, name: string): string {
  return `${spanPrefix(table, day)}${name}.parquet`;
}

/** Name of the objects of the ledger and of coverage: all streams share them, so that a run writes few. */
export const EVERY_STREAM = 'all';

/** What the key of a table's object says it is of: a workspace, a part, all streams. */
export function nameOfKey(key: string): string {
  const file = key.slice(key.lastIndexOf('/') + 1);
  return file.replace(/^\d{4}-\d{2}-\d{2}\./, '').replace(/\.parquet$/, '');
}

/**
 * Whether an object is of the layout before this one, in which each day had a folder and each stream its own coverage: nobody reads it
 * once the lake is taken over (`src/ledger/former-layout.ts`), and it may be removed then.
 */
export function isFormerLayout(key: string): boolean {
  return /^(lake|content)\/[^/]+\/dt=/.test(key) || /^lake\/coverage\/[^/]+\.parquet$/.test(key);
}

/** The day in the key of an original, or the first of the days in an object of a table; undefined where it has none. */
export function dayOfKey(key: string): Day | undefined {
  const [, original, object] =
    /\/(?:dt=(\d{4}-\d{2}-\d{2})\/|month=\d{4}-\d{2}\/(\d{4}-\d{2}-\d{2})\.)/.exec(key) ?? [];
  return original ?? object;
}

/** The days in an object of a table or, of an original, its day; undefined where the key has none. */
export function daysOfKey(key: string, table: Table | undefined): DayRange | undefined {
  const day = dayOfKey(key);
  if (day === undefined) return undefined;
  return table === undefined ? { since: day, until: addDays(day, 1) } : daysBeside(table, day);
}

/** Prefix of the originals of a source of a scope. */
export const rawPrefix = (source: string, scope: string): string => `raw/${source}/scope=${scope}/`;

/** Name of an original in its key: the log file's id, or the hash of its records. */
export function nameOfRawKey(key: string): string {
  return textOfSafeName(key.slice(key.lastIndexOf('/') + 1).replace(/\.jsonl\.zst$/, ''));
}

/** Key of an original, below `raw/` or, when it is not what upstream listed, `quarantine/`. Whatever its name is, the key is safe. */
export function rawKey(
  root: 'raw' | 'quarantine',
  of: { readonly source: string; readonly scope: string; readonly day: string; readonly name: string },
): string {
  return `${root}/${of.source}/scope=${of.scope}/dt=${of.day}/${safeName(of.name)}.jsonl.zst`;
}
