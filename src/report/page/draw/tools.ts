import { column } from '../sheet.ts';
import { sortableTable } from '../sortable-table.ts';
import { ratio } from '../totals.ts';
import type { Drawer } from './drawer.ts';

const COLUMNS = [
  column('tool', 'Tool'),
  column('completed', 'Completed', 'whole'),
  column('failed', 'Failed', 'whole'),
  column('failure_rate', 'Failed', 'percent'),
];

export const toolsTable: Drawer = ({ rows, selection }) => {
  const sums = new Map<string, { completed: number; failed: number }>();
  for (const row of rows.tools) {
    if (row.day < selection.from || row.day > selection.until) continue;
    const tool = row.tool_name ?? row.tool_type ?? 'not named';
    const { completed, failed } = sums.get(tool) ?? { completed: 0, failed: 0 };
    sums.set(tool, { completed: completed + row.completed, failed: failed + row.failed });
  }
  const sheet = {
    columns: COLUMNS,
    rows: [...sums].map(([tool, { completed, failed }]) => ({
      tool,
      completed,
      failed,
      failure_rate: ratio(failed, completed + failed),
    })),
  };
  return {
    sheet,
    isTable: true,
    note: 'Calls that ended on days of the range; CODEX_LOG is kept upstream for 30 days.',
    draw:
      sheet.rows.length === 0
        ? null
        : () => sortableTable(sheet, { caption: 'Tools', sortedBy: 'failure_rate', rows: 10 }),
  };
};
