import * as Plot from '@observablehq/plot';
import { inFull, inShort, plural } from '../format.ts';
import type { Rows } from '../rows.ts';
import { column } from '../sheet.ts';
import { inGroup } from '../totals.ts';
import type { Drawer } from './drawer.ts';
import { COLOURS, plot, withLegend } from './plot.ts';

const SEGMENTS = ['light', 'regular', 'heavy'];
const SEGMENT_COLOURS = [COLOURS[4] ?? '', COLOURS[0] ?? '', COLOURS[1] ?? ''];

/** Edges of bins that are equally wide on a scale of ratios. */
const EDGES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];

/** People by their turns of 28 days; half of them stand left of the median. */
export const spreadChart: Drawer = ({ rows, selection }) => {
  const people = rows.heavy
    .filter((row) => inGroup(row, selection) && row.turns >= 1)
    .sort((one, other) => one.turns - other.turns);
  const median = people[Math.ceil(people.length / 2) - 1]?.turns ?? 0;
  const bins = EDGES.slice(0, -1).flatMap((from, i) => {
    const until = EDGES[i + 1] ?? from;
    return SEGMENTS.map((segment) => ({
      from,
      until,
      segment,
      people: people.filter((row) => row.segment === segment && row.turns >= from && row.turns < until)
        .length,
    }));
  });
  const used = bins.filter((bin) => bin.people > 0);
  const domain = [Math.min(...used.map(({ from }) => from)), Math.max(...used.map(({ until }) => until))];
  return {
    sheet: {
      columns: [
        column('from', 'Turns from', 'whole'),
        column('until', 'to less than', 'whole'),
        column('segment', 'Segment'),
        column('people', 'People', 'whole'),
      ],
      rows: used,
    },
    note: `${plural(people.length, 'person', 'people')} with turns in the 28 days to the latest final day; half have ${inFull('whole', median)} or fewer. The most active tenth ${topTenth(people)}.`,
    draw:
      used.length === 0
        ? null
        : (width) =>
            withLegend(
              SEGMENTS.map((segment, i) => ({ label: segment, colour: SEGMENT_COLOURS[i] ?? '' })),
              plot('People by turns in 28 days', {
                width,
                height: 250,
                marginBottom: 40,
                marginTop: 26,
                x: {
                  type: 'log',
                  domain,
                  axis: null,
                },
                y: { label: null, grid: true, ticks: 5 },
                color: { domain: SEGMENTS, range: SEGMENT_COLOURS },
                marks: [
                  Plot.axisX(
                    EDGES.filter((edge) => edge >= (domain[0] ?? 0) && edge <= (domain[1] ?? 0)),
                    {
                      label: 'turns in 28 days',
                      labelArrow: 'none',
                      tickFormat: (turns: number) => inShort('whole', turns),
                    },
                  ),
                  Plot.rectY(
                    used,
                    Plot.stackY({
                      x1: 'from',
                      x2: 'until',
                      y: 'people',
                      fill: 'segment',
                      order: SEGMENTS,
                      inset: 1,
                      title: (bin) =>
                        `${bin.from} to ${bin.until} turns\n${plural(bin.people, `${bin.segment} user`)}`,
                      tip: true,
                    }),
                  ),
                  Plot.ruleX([median], { stroke: 'var(--ink)', strokeDasharray: '3,3' }),
                  Plot.text([median], {
                    x: (turns) => turns,
                    frameAnchor: 'top',
                    dy: -14,
                    text: () => `median ${inShort('whole', median)}`,
                    fill: 'var(--ink)',
                  }),
                  Plot.ruleY([0], { stroke: 'var(--axis)' }),
                ],
              }),
            ),
  };
};

function topTenth(people: Rows['heavy']): string {
  const whole = people.reduce((sum, { turns }) => sum + turns, 0);
  const top = people.slice(-Math.max(1, Math.round(people.length / 10)));
  return `has ${inFull('percent', Math.round((top.reduce((sum, { turns }) => sum + turns, 0) / (whole || 1)) * 100) / 100)} of the turns`;
}
