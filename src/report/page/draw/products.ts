import { inShort } from '../format.ts';
import { statesOf } from '../selection.ts';
import { column } from '../sheet.ts';
import type { Drawer } from './drawer.ts';
import { mainCategories } from './plot.ts';
import { stackedDays } from './stacked-days.ts';
import { totalsByDay } from './totals-by-day.ts';

/** Its days have a state of their own: the COSTS log is another source than usage. */
export const productsChart: Drawer = ({ rows, known, selection, until }) => {
  const of = rows.products.filter(({ day }) => day >= selection.from && day <= until);
  const billed = of.filter(({ product }) => product !== null);
  const { names, nameOf } = mainCategories(
    billed,
    ({ product }) => product ?? '',
    ({ cost_credits }) => cost_credits ?? 0,
    'All others',
  );
  const parts = totalsByDay(billed, nameOf, ({ cost_credits }) => cost_credits);
  return {
    sheet: {
      columns: [
        column('day', 'Day'),
        column('state', 'State'),
        column('product', 'Product'),
        column('cost_credits', 'Credits billed', 'decimal'),
      ],
      rows: of,
    },
    note: 'The same work as the credits of usage, as billed: never add the two. Upstream keeps this log for 30 days.',
    draw:
      parts.length === 0
        ? null
        : stackedDays({
            label: 'Credits billed by product',
            parts,
            names,
            known: { ...known, states: statesOf(of) },
            from: selection.from,
            until,
            format: inShort,
          }),
  };
};
