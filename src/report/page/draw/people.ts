import { column } from '../sheet.ts';
import { sortableTable } from '../sortable-table.ts';
import { inGroup } from '../totals.ts';
import type { Drawer } from './drawer.ts';

const COLUMNS = [
  column('person', 'Person'),
  column('group_name', 'Group'),
  column('segment', 'Segment'),
  column('days_used', 'Days', 'whole'),
  column('turns', 'Turns', 'whole'),
  column('credits', 'Credits', 'decimal'),
  column('lines_added', 'Lines accepted', 'whole'),
];

export const peopleTable: Drawer = ({ rows, selection }) => {
  const sheet = { columns: COLUMNS, rows: rows.heavy.filter((row) => inGroup(row, selection)) };
  return {
    sheet,
    isTable: true,
    note: 'Use over the 28 days to the latest final day; the 2,000 with most credits at most.',
    draw:
      sheet.rows.length === 0
        ? null
        : () =>
            sortableTable(sheet, { caption: 'People', sortedBy: 'credits', rows: 12, filter: 'Find people' }),
  };
};
