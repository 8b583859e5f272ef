import { element } from '../element.ts';
import { inShort, plural } from '../format.ts';
import type { Rows } from '../rows.ts';
import { statesOf } from '../selection.ts';
import { column } from '../sheet.ts';
import type { Drawer } from './drawer.ts';
import { mainCategories } from './plot.ts';
import { stackedDays } from './stacked-days.ts';
import { totalsByDay } from './totals-by-day.ts';

type Row = Rows['products'][number];

/** Credits and dollars are charts of their own, one below the other. Their days have a state of their own, as COSTS is another source than usage. */
export const productsChart: Drawer = ({ rows, known, selection, until }) => {
  const of = rows.products.filter(({ day }) => day >= selection.from && day <= until);
  const chart = (label: string, amountOf: (row: Row) => number | null) => {
    const billed = of.filter((row) => row.product !== null && amountOf(row) !== null);
    if (billed.length === 0) return [];
    const { names, nameOf } = mainCategories(
      billed,
      ({ product }) => product ?? '',
      (row) => amountOf(row) ?? 0,
      'All others',
    );
    const parts = totalsByDay(billed, nameOf, amountOf);
    const states = { ...known, states: statesOf(of) };
    const { from } = selection;
    const draw = stackedDays({ label, parts, names, known: states, from, until, format: inShort });
    return [(width: number) => element('div', {}, element('p', { class: 'unit' }, label), draw(width))];
  };
  const charts = [
    ...chart('Credits billed by product', ({ cost_credits }) => cost_credits),
    ...chart('US dollars billed by product', ({ cost_usd }) => cost_usd),
  ];
  const others = of.reduce((sum, { other_records }) => sum + (other_records ?? 0), 0);
  const left =
    others > 0
      ? ` ${plural(others, 'record')} with an amount in another unit, which is in no figure here.`
      : '';
  return {
    sheet: {
      columns: [
        column('day', 'Day'),
        column('state', 'State'),
        column('product', 'Product'),
        column('cost_credits', 'Credits billed', 'decimal'),
        column('cost_usd', 'US dollars billed', 'dollars'),
        column('other_records', 'Records with another unit', 'whole'),
      ],
      rows: of,
    },
    note: `The same work as usage, as billed: never add the two. Upstream keeps this log for 30 days.${left}`,
    draw: charts.length === 0 ? null : (width) => element('div', {}, ...charts.map((draw) => draw(width))),
  };
};
