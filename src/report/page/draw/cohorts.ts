import * as Plot from '@observablehq/plot';
import { dayText, inFull } from '../format.ts';
import { column } from '../sheet.ts';
import { ratio, sum } from '../totals.ts';
import type { Drawer } from './drawer.ts';
import { plot, SHADES } from './plot.ts';

/** Share of each week's newcomers who are active in the weeks after. */
export const cohortsChart: Drawer = ({ rows }) => {
  const keys = new Set(rows.cohorts.map(({ cohort, weeks_since }) => `${cohort} ${weeks_since}`));
  const cells = [...keys].map((key) => {
    const [cohort = '', since = ''] = key.split(' ');
    const of = rows.cohorts.filter((row) => row.cohort === cohort && row.weeks_since === Number(since));
    const users = sum(of.map((row) => row.cohort_users));
    const active = of.some((row) => row.active_users === null)
      ? null
      : sum(of.map((row) => row.active_users));
    return {
      cohort,
      weeks_since: Number(since),
      cohort_users: users,
      active_users: active,
      retention: ratio(active, users),
    };
  });
  const cohorts = [...new Set(cells.map(({ cohort }) => cohort))].sort();
  const first = rows.cohorts.find((row) => row.is_first_week)?.cohort;
  const label = (cohort: string) =>
    `${dayText(cohort)}${cohort === first ? '*' : ''} · ${cells.find((cell) => cell.cohort === cohort)?.cohort_users ?? 0}`;
  const shown = cells.filter((cell) => cell.retention !== null);
  return {
    sheet: {
      columns: [
        column('cohort', 'First use in the week of'),
        column('weeks_since', 'Weeks since', 'whole'),
        column('cohort_users', 'People', 'whole'),
        column('active_users', 'Active', 'whole'),
        column('retention', 'Share', 'percent'),
      ],
      rows: cells,
    },
    note: `Rows: week of first use · people who first used it then. Columns: weeks since. Cells: percent still active. ${first === undefined ? '' : '* holds everyone who was there before the lake began.'}`,
    draw:
      shown.length === 0
        ? null
        : (width) =>
            plot('Share of people still active by week of first use and weeks since', {
              width,
              height: 24 * cohorts.length + 56,
              marginLeft: 84,
              marginTop: 30,
              marginBottom: 6,
              x: {
                type: 'band',
                label: null,
                axis: 'top',
                tickSize: 0,
              },
              y: { type: 'band', domain: cohorts, label: null, tickSize: 0, tickFormat: label },
              color: { type: 'threshold', domain: [0.2, 0.4, 0.6, 0.8, 0.95], range: SHADES },
              marks: [
                Plot.cell(shown, {
                  x: 'weeks_since',
                  y: 'cohort',
                  fill: 'retention',
                  inset: 0.5,
                  rx: 2,
                  title: (cell) =>
                    `First use in the week of ${dayText(cell.cohort)}\n${cell.active_users} of ${cell.cohort_users} active ${cell.weeks_since} weeks later`,
                  tip: true,
                }),
                ...(width > 430
                  ? [
                      Plot.text(shown, {
                        x: 'weeks_since',
                        y: 'cohort',
                        text: (cell) =>
                          inFull('percent', Math.round(cell.retention * 100) / 100).replace('%', ''),
                        fill: (cell) => (cell.retention >= 0.6 ? 'var(--on-dark)' : 'var(--ink)'),
                        fontSize: 10.5,
                      }),
                    ]
                  : []),
              ],
            }),
  };
};
