import * as Plot from '@observablehq/plot';
import { cut, fullDayText } from '../format.ts';
import type { State } from '../rows.ts';
import { worst } from '../selection.ts';
import { column } from '../sheet.ts';
import type { Drawer } from './drawer.ts';
import { dateOf, dayTicks, hatchKeys, plot, withLegend } from './plot.ts';

const FILLS: Readonly<Record<State, string>> = {
  complete: 'var(--h4)',
  zero: 'var(--h1)',
  pending: 'url(#hatch-pending)',
  missing: 'url(#hatch-missing)',
};

/** What a source is called in the command line and the ledger, and what people read. */
const NAMES: Readonly<Record<string, string>> = {
  usage: 'Usage by user',
  usage_workspace: 'Usage totals',
  code_reviews: 'Code reviews',
  code_review_responses: 'Review responses',
  codex_tasks: 'Tasks',
  codex_environments: 'Environments',
  users: 'Directory',
  egress_ranges: 'Egress ranges',
};

/** State of each day of each source; the worst when it is read of several scopes. */
export const coverageChart: Drawer = ({ rows, selection, until }) => {
  const states = new Map<string, State>();
  for (const { source, day, state } of rows.coverage) {
    if (day < selection.from || day > until) continue;
    const key = `${source} ${day}`;
    states.set(key, worst(state, states.get(key)));
  }
  const cells = [...states].map(([key, state]) => {
    const [source = '', day = ''] = key.split(' ');
    return { source, name: NAMES[source] ?? source, day, state };
  });
  const names = [...new Set(cells.map(({ name }) => name))].sort((one, other) => one.localeCompare(other));
  const lacking = cells.filter(({ state }) => state === 'missing').length;
  return {
    sheet: {
      columns: [column('source', 'Source'), column('day', 'Day'), column('state', 'State')],
      rows: cells,
    },
    note:
      lacking === 0
        ? 'No day of the range is missing. Lists such as the directory have one state, that of their latest reading.'
        : `${lacking} days of sources are missing; \`codex-lake status\` says which and what heals them.`,
    draw:
      cells.length === 0
        ? null
        : (width) =>
            withLegend(
              [
                { label: 'complete', colour: FILLS.complete },
                { label: 'zero: nothing happened', colour: FILLS.zero },
                ...hatchKeys(['pending', 'missing']),
              ],
              plot('State of each day by source', {
                width,
                height: 22 * names.length + 40,
                marginLeft: width > 500 ? 165 : 128,
                x: {
                  type: 'utc',
                  label: null,
                  ticks: dayTicks(width - 165),
                  domain: [dateOf(selection.from), new Date(dateOf(until).getTime() + 86_400_000)],
                },
                y: {
                  type: 'band',
                  domain: names,
                  label: null,
                  tickSize: 0,
                  padding: 0.12,
                  tickFormat: (name: string) => cut(name, 24),
                },
                marks: [
                  Plot.barX(cells, {
                    x1: ({ day }) => dateOf(day),
                    x2: ({ day }) => new Date(dateOf(day).getTime() + 86_400_000),
                    y: 'name',
                    fill: ({ state }: { state: State }) => FILLS[state],
                    insetRight: 0.75,
                    title: ({ name, day, state }) => `${cut(name)}\n${fullDayText(day)}: ${state}`,
                    tip: { pointer: 'xy' },
                  }),
                ],
              }),
            ),
  };
};
