import { literal } from '../engine/duckdb.ts';
import { FILE_COLUMN } from './strict-read.ts';

const DAY_MS = 86_400_000;

/** When times are no longer taken for real, in milliseconds: a day after they were pulled, as clocks differ. */
export function untilOf(pulledAt: Date | undefined, now: Date): number {
  return (pulledAt ?? now).getTime() + DAY_MS;
}

/** SQL for that time of a record `r`, by the file it is read from. */
export function untilSql(files: readonly { readonly path: string; readonly until: number }[]): string {
  const byTime = Map.groupBy(files, ({ until }) => until);
  const [first = [0, []], ...others] = byTime;
  if (others.length === 0) return timestamp(first[0]);
  const cases = others.map(
    ([until, of]) =>
      `WHEN r.${FILE_COLUMN} IN (${of.map(({ path }) => literal(path)).join(', ')}) THEN ${timestamp(until)}`,
  );
  return `CASE ${cases.join(' ')} ELSE ${timestamp(first[0])} END`;
}

function timestamp(ms: number): string {
  return `TIMESTAMP ${literal(new Date(ms).toISOString().slice(0, 23).replace('T', ' '))}`;
}

/** How many days before its file's own time an event may be, and after, until it is far from it. */
const [LATEST_DAYS, EARLIEST_DAYS] = [31, 1];

/** Times that are not far from a file's own time: from, until before, in milliseconds. */
export function nearTo(endTime: Date): readonly [number, number] {
  return [endTime.getTime() - LATEST_DAYS * DAY_MS, endTime.getTime() + EARLIEST_DAYS * DAY_MS];
}

/** Days far from a file's own time that it may bring events of: each is a partition of its own. */
export const MOST_FAR_DAYS = 31;
