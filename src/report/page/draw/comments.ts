import { inFull, inShort, plural } from '../format.ts';
import { isFinal, statesOf } from '../selection.ts';
import { column } from '../sheet.ts';
import { ratio, sum } from '../totals.ts';
import type { Drawer } from './drawer.ts';
import { stackedDays } from './stacked-days.ts';

const SEVERITIES = [
  { name: 'comments_p2', label: 'P2' },
  { name: 'comments_p1', label: 'P1' },
  { name: 'comments_p0', label: 'P0' },
] as const;

export const commentsChart: Drawer = ({ rows, known, selection, until }) => {
  const of = rows.reviews.filter(({ day }) => day >= selection.from && day <= until);
  const parts = SEVERITIES.flatMap(({ name, label }) =>
    of.map((row) => ({ day: row.day, name: label, amount: row[name] ?? 0 })),
  );
  const final = of.filter(({ state }) => isFinal(state));
  const reviews = sum(final.map((row) => row.reviews));
  const each = ratio(sum(final.map(({ comments }) => comments)), reviews);
  return {
    sheet: {
      columns: [
        column('day', 'Day'),
        column('state', 'State'),
        column('reviews', 'Reviews', 'whole'),
        column('comments', 'Comments', 'whole'),
        ...SEVERITIES.map(({ name, label }) => column(name, label, 'whole')),
      ],
      rows: of,
    },
    note: `${plural(reviews ?? 0, 'review')} on final days of the range, with ${inFull('decimal', each)} comments each.`,
    draw:
      reviews === null
        ? null
        : stackedDays({
            label: 'Comments of Codex on pull requests by severity',
            parts,
            names: SEVERITIES.map(({ label }) => label),
            known: { ...known, states: statesOf(of) },
            from: selection.from,
            until,
            format: inShort,
          }),
  };
};
