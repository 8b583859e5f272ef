import * as Plot from '@observablehq/plot';
import { daysOf } from '../calendar.ts';
import { column } from '../sheet.ts';
import { type ActiveDay, activeByDay } from '../totals.ts';
import type { Drawer } from './drawer.ts';
import {
  COLOURS,
  dateOf,
  dayTicks,
  hatches,
  hatchesIn,
  hatchKeys,
  noonOf,
  plot,
  withLegend,
} from './plot.ts';

const [DAY = '', WEEK = '', MONTH = ''] = ['var(--bar)', COLOURS[1], COLOURS[0]];

/** Bars by day, lines over 7 and 28 days. */
export const activePeopleChart: Drawer = ({ rows, known, selection, until }) => {
  const days = daysOf(selection.from, until);
  const active = activeByDay(rows.people, known, { ...selection, until });
  const line = (name: 'active7' | 'active28', stroke: string) =>
    Plot.lineY(active, { x: ({ day }: ActiveDay) => noonOf(day), y: name, stroke, strokeWidth: 2.2 });
  return {
    sheet: {
      columns: [
        column('day', 'Day'),
        column('state', 'State'),
        column('active', 'Active', 'whole'),
        column('active7', 'Over 7 days', 'whole'),
        column('active28', 'Over 28 days', 'whole'),
      ],
      rows: active.map((row) => ({ ...row, state: known.states.get(row.day) ?? 'before the lake' })),
    },
    note: 'Each person counts once in a window, however often they came. A line is broken where less than six sevenths of its window is final.',
    draw: (width) =>
      withLegend(
        [
          { label: 'that day', colour: DAY },
          { label: 'over 7 days', colour: WEEK, shape: 'line' },
          { label: 'over 28 days', colour: MONTH, shape: 'line' },
          ...hatchKeys(hatchesIn(known, days)),
        ],
        plot('Active people by day, and over 7 and 28 days', {
          width,
          height: 280,
          x: { type: 'utc', label: null, ticks: dayTicks(width) },
          y: { label: null, grid: true, nice: true, ticks: 5 },
          marks: [
            ...hatches(known, days),
            Plot.rectY(
              active.filter((row) => row.active !== null),
              { x: ({ day }: ActiveDay) => dateOf(day), interval: 'day', y: 'active', fill: DAY, inset: 0.5 },
            ),
            line('active28', MONTH),
            line('active7', WEEK),
            Plot.ruleY([0], { stroke: 'var(--axis)' }),
            Plot.tip(
              active.filter((row) => row.active !== null),
              Plot.pointerX({
                x: ({ day }: ActiveDay) => noonOf(day),
                y: (row: ActiveDay) => row.active28 ?? row.active7 ?? row.active,
                title: (row: ActiveDay) =>
                  `${row.day}\n${row.active} that day\n${row.active7 ?? '–'} over 7 days\n${row.active28 ?? '–'} over 28 days`,
              }),
            ),
          ],
        }),
      ),
  };
};
