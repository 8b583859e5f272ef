import { column } from '../sheet.ts';
import { sortableTable } from '../sortable-table.ts';
import type { Drawer } from './drawer.ts';

const COLUMNS = [
  column('day', 'Day'),
  column('state', 'State'),
  column('users_credits', 'Users', 'decimal'),
  column('workspace_credits', 'Workspace', 'decimal'),
  column('costs_credits', 'COSTS', 'decimal'),
  column('workspace_cost_usd', 'Workspace, dollars', 'dollars'),
  column('costs_cost_usd', 'COSTS, dollars', 'dollars'),
  column('explanation', 'What the differences mean'),
];

/** Credits, and dollars, of users, of the workspace and of COSTS beside each other, with the views' words for what differs. */
export const agreementTable: Drawer = ({ rows, selection, until }) => {
  const sheet = {
    columns: COLUMNS,
    rows: rows.agreement.filter(({ day }) => day >= selection.from && day <= until),
  };
  return {
    sheet,
    isTable: true,
    note: 'The same work as three sources tell it, in credits and in dollars: to be compared, never added.',
    draw:
      sheet.rows.length === 0
        ? null
        : () => sortableTable(sheet, { caption: 'Do the figures agree?', sortedBy: 'day', rows: 7 }),
  };
};
