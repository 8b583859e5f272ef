import type { Table } from '../../tables/define-table.ts';
import { daysBeside } from '../../tables/layout.ts';
import type { DayRange } from '../../tables/spans.ts';
import type { Day } from '../../tables/utc-day.ts';
import { literal } from '../engine/duckdb.ts';
import type { Engine } from '../engine/engine.ts';

/** The spans that rows of a table lie in, oldest first. `rows` is a FROM item. */
export async function spansOfRows(engine: Engine, table: Table, rows: string): Promise<DayRange[]> {
  const days = await engine.duckdb.rows(`SELECT DISTINCT dt FROM ${rows} ORDER BY dt`);
  return spansOfDays(
    table,
    days.map(({ dt }) => String(dt)),
  );
}

/** The spans of the days, oldest first. */
export function spansOfDays(table: Table, days: readonly Day[]): DayRange[] {
  const spans = days.map((day) => daysBeside(table, day));
  return [
    ...new Map(spans.sort((a, b) => (a.since < b.since ? -1 : 1)).map((span) => [span.since, span])).values(),
  ];
}

/** Condition on rows of a table: those of the days. */
export const ofDays = ({ since, until }: DayRange): string =>
  `dt >= ${literal(since)} AND dt < ${literal(until)}`;
