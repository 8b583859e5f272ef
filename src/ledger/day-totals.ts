import * as z from 'zod';
import { identifier } from '../lake/engine/duckdb.ts';
import type { Lake } from '../lake/lake.ts';
import type { Staged } from '../lake/parse/stage.ts';
import type { Table } from '../tables/define-table.ts';
import type { Day } from '../tables/utc-day.ts';

/**
 * What a day of figures comes to, as the ledger keeps it with each revision: the number of `rows`, and the sum of each additive
 * column by its name. A sum of nothing but nulls is left out.
 */
export type DayTotals = Readonly<Record<string, number>> & { readonly rows: number };

const StoredTotals = z.record(z.string(), z.unknown());

/** Totals as they stand in the ledger; undefined when it keeps none of the revision. */
export function readTotals(stored: unknown): DayTotals | undefined {
  const { success, data } = StoredTotals.safeParse(stored);
  if (!success) return undefined;
  const numbers = Object.entries(data).flatMap(([name, value]) =>
    typeof value === 'number' ? [[name, value] as const] : [],
  );
  return { rows: 0, ...Object.fromEntries(numbers) };
}

/** Totals of the staged rows of a table by day, as JSON for the ledger. */
export async function dayTotals(lake: Lake, staged: Staged, table: Table): Promise<Map<Day, unknown>> {
  const additive = Object.entries(table.columns).filter(([, { isAdditive }]) => isAdditive);
  const sums = additive.map(([name]) => `${identifier(name)} := sum(${identifier(name)})::DOUBLE`);
  const rows = await lake.duckdb.rows(`
    SELECT dt, to_json(struct_pack(rows := count(*)${sums.map((sum) => `, ${sum}`).join('')}))::VARCHAR AS totals
    FROM ${staged.rows(table)} GROUP BY dt`);
  return new Map(rows.map(({ dt, totals }) => [String(dt), JSON.parse(String(totals))]));
}
