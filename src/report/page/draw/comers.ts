import * as Plot from '@observablehq/plot';
import { dayText } from '../format.ts';
import { column } from '../sheet.ts';
import { sum } from '../totals.ts';
import type { Drawer } from './drawer.ts';
import { COLOURS, dateOf, hatchKeys, plot, withLegend } from './plot.ts';

const PARTS = [
  { name: 'retained_users', label: 'stayed', colour: COLOURS[0] ?? '' },
  { name: 'returning_users', label: 'came back', colour: COLOURS[2] ?? '' },
  { name: 'new_users', label: 'new', colour: COLOURS[3] ?? '' },
  { name: 'lost_users', label: 'left', colour: COLOURS[5] ?? '' },
] as const;

/** People of each week who stayed, came back and are new, upwards; those who left, downwards. */
export const comersChart: Drawer = ({ rows }) => {
  const weeks = [...new Set(rows.weeks.map(({ week }) => week))].sort().map((week) => {
    const of = rows.weeks.filter((row) => row.week === week);
    const people = (name: (typeof PARTS)[number]['name'] | 'active_users') => sum(of.map((row) => row[name]));
    return {
      week,
      is_final: of.every((row) => row.is_final),
      active_users: people('active_users'),
      retained_users: people('retained_users'),
      returning_users: people('returning_users'),
      new_users: people('new_users'),
      lost_users: people('lost_users'),
    };
  });
  const final = weeks.filter((row) => row.is_final && row.new_users !== null);
  const bars = final.flatMap((row) =>
    PARTS.map(({ name, label }) => ({
      week: row.week,
      label,
      people: (row[name] ?? 0) * (name === 'lost_users' ? -1 : 1),
    })),
  );
  const open = weeks.filter((row) => !final.includes(row));
  return {
    sheet: {
      columns: [
        column('week', 'Week of'),
        column('is_final', 'Final'),
        column('active_users', 'Active', 'whole'),
        ...PARTS.map(({ name, label }) => column(name, label, 'whole')),
      ],
      rows: weeks,
    },
    note: 'The first week of the lake and weeks with days that are not final are hatched: who is new or gone is not known there.',
    draw:
      bars.length === 0
        ? null
        : (width) =>
            withLegend(
              [
                ...PARTS.map(({ label, colour }) => ({ label, colour })),
                ...(open.length > 0 ? hatchKeys(['pending']) : []).map((key) => ({
                  ...key,
                  label: 'not known',
                })),
              ],
              plot('People by week who stayed, came back, are new or left', {
                width,
                height: 260,
                x: { type: 'utc', label: null, ticks: Math.floor(width / 80) },
                y: {
                  label: null,
                  grid: true,
                  ticks: 5,
                  tickFormat: (count: number) => String(Math.abs(count)),
                },
                color: { domain: PARTS.map(({ label }) => label), range: PARTS.map(({ colour }) => colour) },
                marks: [
                  Plot.rect(open, {
                    x: ({ week }) => dateOf(week),
                    interval: 'monday',
                    fill: 'url(#hatch-pending)',
                  }),
                  Plot.rectY(bars, {
                    x: ({ week }) => dateOf(week),
                    interval: 'monday',
                    y: 'people',
                    fill: 'label',
                    order: PARTS.map(({ label }) => label),
                    inset: 1.5,
                    title: ({ week, people, label }) =>
                      `Week of ${dayText(week)}\n${Math.abs(people)} ${label}`,
                    tip: true,
                  }),
                  Plot.ruleY([0], { stroke: 'var(--axis)' }),
                ],
              }),
            ),
  };
};
