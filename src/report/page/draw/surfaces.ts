import { daysOf } from '../calendar.ts';
import { inShort } from '../format.ts';
import { column } from '../sheet.ts';
import { chosen, ratio, sum } from '../totals.ts';
import type { Drawer } from './drawer.ts';
import { mainCategories } from './plot.ts';
import { stackedDays } from './stacked-days.ts';
import { totalsByDay } from './totals-by-day.ts';

export const surfacesChart: Drawer = ({ rows, known, selection, until }) => {
  const of = chosen(rows.surfaces, { ...selection, until });
  const { names, nameOf } = mainCategories(
    of,
    ({ surface }) => surface,
    ({ turns }) => turns ?? 0,
    'All others',
  );
  const parts = totalsByDay(of, nameOf, ({ turns }) => turns);
  const wholes = new Map(
    daysOf(selection.from, until).map((day) => [
      day,
      sum(parts.filter((part) => part.day === day).map(({ amount }) => amount)),
    ]),
  );
  return {
    sheet: {
      columns: [
        column('day', 'Day'),
        column('state', 'State'),
        column('surface', 'Surface'),
        column('turns', 'Turns', 'whole'),
        column('share', 'Share of the day', 'percent'),
      ],
      rows: parts.map(({ day, name, amount }) => ({
        day,
        state: known.states.get(day),
        surface: name,
        turns: amount,
        share: ratio(amount, wholes.get(day) ?? null),
      })),
    },
    note: 'Share of turns; Unknown are client ids that nobody has sorted yet.',
    draw:
      parts.length === 0
        ? null
        : stackedDays({
            label: 'Share of turns by surface',
            parts,
            names,
            known,
            from: selection.from,
            until,
            shares: true,
            format: inShort,
          }),
  };
};
