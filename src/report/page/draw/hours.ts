import * as Plot from '@observablehq/plot';
import { weekdayOf } from '../calendar.ts';
import { inShort, plural } from '../format.ts';
import type { State } from '../rows.ts';
import { worst } from '../selection.ts';
import { column } from '../sheet.ts';
import type { Drawer } from './drawer.ts';
import { plot, SHADES, withLegend } from './plot.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Prompts of an hour of the week, on average over the complete days of the log in the range. */
export const hoursChart: Drawer = ({ rows, selection }) => {
  const states = new Map<string, State>();
  for (const { source, day, state } of rows.coverage)
    if (source === 'CODEX_LOG' && day >= selection.from && day <= selection.until)
      states.set(day, worst(state, states.get(day)));
  const complete = [...states]
    .filter(([, state]) => state === 'complete' || state === 'zero')
    .map(([day]) => day);
  const daysOfWeekday = WEEKDAYS.map((_, i) => complete.filter((day) => weekdayOf(day) === i).length);
  const prompts = WEEKDAYS.map(() => Array.from({ length: 24 }, () => 0));
  for (const row of rows.hours)
    if (complete.includes(row.day)) prompts[weekdayOf(row.day)]![row.hour]! += row.prompts;
  const cells = WEEKDAYS.flatMap((weekday, i) =>
    Array.from({ length: 24 }, (_, hour) => ({
      weekday,
      hour,
      days: daysOfWeekday[i] ?? 0,
      prompts: prompts[i]?.[hour] ?? 0,
      mean: daysOfWeekday[i] ? (prompts[i]?.[hour] ?? 0) / daysOfWeekday[i] : null,
    })),
  );
  const most = Math.max(...cells.map(({ mean }) => mean ?? 0));
  const steps = [0.1, 0.3, 0.5, 0.7, 0.9].map((share) => share * most);
  return {
    sheet: {
      columns: [
        column('weekday', 'Weekday'),
        column('hour', 'Hour, UTC', 'whole'),
        column('days', 'Days', 'whole'),
        column('prompts', 'Prompts', 'whole'),
        column('mean', 'Prompts a day', 'decimal'),
      ],
      rows: cells,
    },
    note: `Hours are UTC. Means over ${plural(complete.length, 'complete day')} of CODEX_LOG in the range; upstream keeps it for 30 days.`,
    draw:
      most === 0
        ? null
        : (width) =>
            withLegend(
              SHADES.map((colour, i) => ({
                colour,
                label:
                  i === 0
                    ? `under ${inShort('decimal', steps[0] ?? 0)}`
                    : `${inShort('decimal', steps[i - 1] ?? 0)}${i === SHADES.length - 1 ? ' and more' : ''}`,
              })),
              plot('Mean prompts by weekday and UTC hour', {
                width,
                height: 230,
                marginLeft: 40,
                x: { type: 'band', label: null, tickSize: 0, ticks: [0, 3, 6, 9, 12, 15, 18, 21] },
                y: { type: 'band', domain: WEEKDAYS, label: null, tickSize: 0 },
                color: { type: 'threshold', domain: steps, range: SHADES },
                marks: [
                  Plot.cell(
                    cells.filter(({ mean }) => mean === null),
                    { x: 'hour', y: 'weekday', fill: 'url(#hatch-missing)', inset: 0.5 },
                  ),
                  Plot.cell(
                    cells.filter(({ mean }) => mean !== null),
                    {
                      x: 'hour',
                      y: 'weekday',
                      fill: 'mean',
                      inset: 0.5,
                      rx: 2,
                      title: (cell) =>
                        `${cell.weekday} ${String(cell.hour).padStart(2, '0')}:00 UTC\n${inShort('decimal', cell.mean)} prompts a day`,
                      tip: true,
                    },
                  ),
                ],
              }),
            ),
  };
};
