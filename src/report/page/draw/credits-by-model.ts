import { inShort } from '../format.ts';
import { column } from '../sheet.ts';
import { chosen } from '../totals.ts';
import type { Drawer } from './drawer.ts';
import { mainCategories } from './plot.ts';
import { stackedDays } from './stacked-days.ts';
import { totalsByDay } from './totals-by-day.ts';

export const creditsByModelChart: Drawer = ({ rows, known, selection, until }) => {
  const of = chosen(rows.models, { ...selection, until });
  const { names, nameOf } = mainCategories(
    of,
    ({ model, speed }) => (speed === null || speed === 'standard' ? model : `${model}, ${speed}`),
    ({ credits }) => credits ?? 0,
    'all others',
  );
  const parts = totalsByDay(of, nameOf, ({ credits }) => credits);
  return {
    sheet: {
      columns: [
        column('day', 'Day'),
        column('state', 'State'),
        column('model', 'Model'),
        column('credits', 'Credits', 'decimal'),
      ],
      rows: parts.map(({ day, name, amount }) => ({
        day,
        state: known.states.get(day),
        model: name,
        credits: amount,
      })),
    },
    draw:
      parts.length === 0
        ? null
        : stackedDays({
            label: 'Credits by model',
            parts,
            names,
            known,
            from: selection.from,
            until,
            format: inShort,
          }),
  };
};
