import { column } from '../sheet.ts';
import { sortableTable } from '../sortable-table.ts';
import type { Drawer } from './drawer.ts';

const COLUMNS = [
  column('time', 'Time, UTC'),
  column('person', 'Person'),
  column('action', 'Action'),
  column('client_country', 'Country'),
  column('why', 'Why it is odd'),
];

export const oddTable: Drawer = ({ rows, selection, until }) => {
  const sheet = {
    columns: COLUMNS,
    rows: rows.odd
      .filter(({ day }) => day >= selection.from && day <= until)
      .map((row) => ({
        ...row,
        time: row.event_time.slice(0, 16),
        why: [
          ...(row.is_new_country ? ['new country'] : []),
          ...(row.is_out_of_hours ? ['out of hours'] : []),
        ].join(', '),
      })),
  };
  return {
    sheet,
    isTable: true,
    note: 'Odd is not wrong: people travel and work late. At most 500 events, new countries first.',
    draw:
      sheet.rows.length === 0
        ? null
        : () =>
            sortableTable(sheet, {
              caption: 'Odd sign-ins',
              sortedBy: 'time',
              rows: 8,
              filter: 'Find events',
            }),
  };
};
