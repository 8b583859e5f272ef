import { identifier } from '../../lake/engine/duckdb.ts';
import type { Lake } from '../../lake/lake.ts';
import type { Staged } from '../../lake/parse/stage.ts';
import type { Table } from '../../tables/define-table.ts';
import type { Day } from '../../tables/utc-day.ts';

/** Columns whose sums tell a restatement by its size. Counts and amounts, no shares. */
function summed(table: Table): string[] {
  return Object.entries(table.columns)
    .filter(
      ([, { kind, doc }]) => (kind === 'bigint' || kind === 'decimal') && !/not for adding up/i.test(doc),
    )
    .map(([name]) => name);
}

/** Sums of the staged rows of a table by day, with the number of rows. */
export async function dayTotals(lake: Lake, staged: Staged, table: Table): Promise<Map<Day, unknown>> {
  const sums = summed(table).map((name) => `${identifier(name)} := sum(${identifier(name)})::DOUBLE`);
  const rows = await lake.duckdb.rows(`
    SELECT dt, to_json(struct_pack(rows := count(*)${sums.map((sum) => `, ${sum}`).join('')}))::VARCHAR AS figures
    FROM ${staged.rows(table)} GROUP BY dt`);
  return new Map(rows.map(({ dt, figures }) => [String(dt), JSON.parse(String(figures))]));
}
