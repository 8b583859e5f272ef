import * as Plot from '@observablehq/plot';
import { weekOf } from '../calendar.ts';
import { dayText, inFull } from '../format.ts';
import { isFinal } from '../selection.ts';
import { column } from '../sheet.ts';
import { ratio, sum } from '../totals.ts';
import type { Drawer } from './drawer.ts';
import { COLOURS, dateOf, plot, withLegend } from './plot.ts';

const RATES = [
  { name: 'comments_engaged', label: 'engaged', colour: COLOURS[0] ?? '' },
  { name: 'comments_upvoted', label: 'upvoted', colour: COLOURS[2] ?? '' },
  { name: 'comments_replied', label: 'replied', colour: COLOURS[1] ?? '' },
  { name: 'comments_downvoted', label: 'downvoted', colour: COLOURS[5] ?? '' },
] as const;

/** Rates of each whole week, from sums: a mean of rates would weigh a quiet day like a busy one. */
export const responsesChart: Drawer = ({ rows }) => {
  const weeks = [...new Set(rows.responses.map(({ day }) => weekOf(day)))].sort().map((week) => {
    const of = rows.responses.filter(({ day }) => weekOf(day) === week);
    const days = new Set(of.map(({ day }) => day)).size;
    const isWhole = days === 7 && of.every(({ state }) => isFinal(state));
    const merged = sum(of.map((row) => row.comments_merged));
    return {
      week,
      comments_merged: merged,
      ...Object.fromEntries(
        RATES.map(({ name }) => [name, isWhole ? ratio(sum(of.map((row) => row[name])), merged) : null]),
      ),
    };
  });
  const points = RATES.flatMap(({ name, label }) =>
    weeks.map((row) => ({
      week: row.week,
      label,
      rate: (row as Record<string, unknown>)[name] as number | null,
    })),
  );
  return {
    sheet: {
      columns: [
        column('week', 'Week of'),
        column('comments_merged', 'Comments', 'whole'),
        ...RATES.map(({ name, label }) => column(name, label, 'percent')),
      ],
      rows: weeks,
    },
    note: 'Of the comments on pull requests merged in a week. Weeks that are not whole have no rate yet.',
    draw: points.every(({ rate }) => rate === null)
      ? null
      : (width) =>
          withLegend(
            RATES.map(({ label, colour }) => ({ label, colour, shape: 'line' as const })),
            plot('Share of comments that people engaged with, voted on or replied to, by week', {
              width,
              height: 280,
              x: { type: 'utc', label: null, ticks: Math.floor(width / 80) },
              y: {
                label: null,
                grid: true,
                ticks: 5,
                nice: true,
                zero: true,
                tickFormat: (rate: number) => inFull('percent', rate),
              },
              color: { domain: RATES.map(({ label }) => label), range: RATES.map(({ colour }) => colour) },
              marks: [
                Plot.lineY(points, {
                  x: ({ week }) => dateOf(week),
                  y: 'rate',
                  stroke: 'label',
                  strokeWidth: 2,
                  marker: 'dot',
                  title: ({ week, label, rate }) =>
                    `Week of ${dayText(week)}\n${inFull('percent', rate)} ${label}`,
                  tip: true,
                }),
                Plot.ruleY([0], { stroke: 'var(--axis)' }),
              ],
            }),
          ),
  };
};
