import * as Plot from '@observablehq/plot';
import { cut, inFull } from '../format.ts';
import { column } from '../sheet.ts';
import { inGroup } from '../totals.ts';
import type { Drawer } from './drawer.ts';
import { COLOURS, plot, withLegend } from './plot.ts';

const SHOWN = 6;

/** The people whose credits grew and fell most, one week against the week before. */
export const moversChart: Drawer = ({ rows, selection }) => {
  const movers = rows.movers.filter((row) => inGroup(row, selection) && row.change_credits !== 0);
  const up = movers.filter(({ change_credits }) => change_credits > 0).slice(0, SHOWN);
  const down = movers.filter(({ change_credits }) => change_credits < 0).slice(-SHOWN);
  const shown = [...up, ...down];
  const finalDays = movers[0]?.final_days ?? 14;
  return {
    sheet: {
      columns: [
        column('person', 'Person'),
        column('group_name', 'Group'),
        column('previous_credits', 'Week before', 'decimal'),
        column('credits', 'Latest week', 'decimal'),
        column('change_credits', 'Change', 'decimal'),
      ],
      rows: movers,
    },
    note:
      finalDays < 14
        ? `Only ${finalDays} of the 14 days are final: the two weeks do not compare well.`
        : 'Credits of the latest 7 final days against the 7 days before.',
    draw:
      shown.length === 0
        ? null
        : (width) => {
            const nameWidth = Math.min(260, width * 0.42);
            const letters = Math.floor(nameWidth / 6.6);
            return withLegend(
              [
                { label: 'more than the week before', colour: COLOURS[1] ?? '' },
                { label: 'less', colour: COLOURS[0] ?? '' },
              ],
              plot('Change of credits by person', {
                width,
                height: 26 * shown.length + 40,
                marginLeft: nameWidth,
                marginRight: 44,
                x: { label: null, grid: true, ticks: Math.floor(width / 110), nice: true },
                y: {
                  type: 'band',
                  domain: shown.map(({ person }) => person),
                  label: null,
                  tickSize: 0,
                  padding: 0.25,
                  tickFormat: (person: string) => cut(person, letters),
                },
                marks: [
                  Plot.barX(shown, {
                    x: 'change_credits',
                    y: 'person',
                    fill: ({ change_credits }) => (change_credits > 0 ? 'more' : 'less'),
                    rx: 1,
                  }),
                  Plot.text(shown, {
                    x: 'change_credits',
                    y: 'person',
                    text: ({ change_credits }) =>
                      `${change_credits > 0 ? '+' : '−'}${inFull('whole', Math.abs(change_credits))}`,
                    textAnchor: 'start',
                    dx: 5,
                    filter: ({ change_credits }) => change_credits > 0,
                    fill: 'var(--ink)',
                  }),
                  Plot.text(shown, {
                    x: 0,
                    y: 'person',
                    text: ({ change_credits }) => `−${inFull('whole', Math.abs(change_credits))}`,
                    textAnchor: 'start',
                    dx: 5,
                    filter: ({ change_credits }) => change_credits < 0,
                    fill: 'var(--ink)',
                  }),
                  Plot.ruleX([0], { stroke: 'var(--axis)' }),
                ],
                color: { domain: ['more', 'less'], range: [COLOURS[1] ?? '', COLOURS[0] ?? ''] },
              }),
            );
          },
  };
};
