import { completeness, groupsOf, type Selection } from '../selection.ts';
import { column } from '../sheet.ts';
import { sortableTable } from '../sortable-table.ts';
import { inGroup, ratio, sum, totals } from '../totals.ts';
import type { Drawer } from './drawer.ts';

const COLUMNS = [
  column('group', 'Group'),
  column('seats', 'Seats', 'whole'),
  column('active', 'Active', 'whole'),
  column('turns', 'Turns', 'whole'),
  column('turns_per_person', 'Turns each', 'decimal'),
  column('credits', 'Credits', 'whole'),
  column('credits_per_person', 'Credits each', 'decimal'),
];

export const groupsTable: Drawer = ({ rows, known, selection }) => {
  // Where days are final, nothing of a group means that it did nothing; else nobody knows.
  const nothing = completeness(known, selection).final > 0 ? 0 : null;
  const groups = groupsOf(rows);
  const lines = (groups.length === 0 ? [null] : groups)
    .filter((group) => selection.group === undefined || group === selection.group)
    .map((group) => {
      const of: Selection = { ...selection, group };
      const { active, turns, turnsPerPerson, credits } = totals(rows, of);
      return {
        group: group ?? 'No group',
        seats: sum(rows.seats.filter((row) => inGroup(row, of)).map(({ seats }) => seats)),
        active,
        turns: turns ?? nothing,
        turns_per_person: turnsPerPerson,
        credits: credits ?? nothing,
        credits_per_person: ratio(credits, active),
      };
    })
    .sort((one, other) => (other.credits ?? 0) - (one.credits ?? 0));
  const sheet = { columns: COLUMNS, rows: lines };
  return {
    sheet,
    isTable: true,
    note: 'Each person counts in one group, their current one; seats are those of the latest directory.',
    draw: lines.length === 0 ? null : () => sortableTable(sheet, { caption: 'Groups', sortedBy: 'credits' }),
  };
};
