import * as Plot from '@observablehq/plot';
import { type Day, daysOf } from '../calendar.ts';
import { element } from '../element.ts';
import { inFull, type Kind } from '../format.ts';
import { isFinal } from '../selection.ts';
import { column } from '../sheet.ts';
import type { Drawer } from './drawer.ts';
import { COLOURS, hatches, noonOf, plot } from './plot.ts';

const RATES = [
  { name: 'turns_per_thread', label: 'Turns per thread', kind: 'decimal' },
  { name: 'cached_input_share', label: 'Input from cache', kind: 'percent' },
  { name: 'fast_credit_share', label: 'Credits of the fast tier', kind: 'percent' },
  { name: 'committed_share', label: 'Committed lines by Codex', kind: 'percent' },
] as const satisfies readonly { name: string; label: string; kind: Kind }[];

/** Rates by day, each small beside the others, as they have nothing in common but the days. */
export const qualityCharts: Drawer = ({ rows, known, selection, until }) => {
  const days = daysOf(selection.from, until);
  const of = rows.depth.filter(({ day }) => day >= selection.from && day <= until);
  const several = new Set(of.map((row) => row.workspace_id)).size > 1;
  const final = of.filter(({ state }) => isFinal(state));
  return {
    sheet: {
      columns: [
        ...(several ? [column('workspace_id', 'Workspace')] : []),
        column('day', 'Day'),
        column('state', 'State'),
        ...RATES.map(({ name, label, kind }) => column(name, label, kind)),
      ],
      rows: of,
    },
    note: several ? 'A line for each workspace.' : '',
    draw:
      final.length === 0
        ? null
        : (width) => {
            const across = width > 900 ? 4 : width > 460 ? 2 : 1;
            const each = Math.floor((width - (across - 1) * 20) / across);
            const charts = RATES.map(({ name, label, kind }) =>
              element(
                'div',
                {},
                element('h4', {}, label),
                plot(`${label} by day`, {
                  width: each,
                  height: 150,
                  marginLeft: 40,
                  x: { type: 'utc', label: null, ticks: 3 },
                  y: {
                    label: null,
                    grid: true,
                    ticks: 4,
                    nice: true,
                    tickFormat: (rate: number) => inFull(kind, rate),
                  },
                  marks: [
                    ...hatches(known, days),
                    Plot.lineY(of, {
                      x: ({ day }: { day: Day }) => noonOf(day),
                      y: (row) => (isFinal(row.state) ? row[name] : null),
                      z: 'workspace_id',
                      stroke: COLOURS[0],
                      strokeWidth: 1.8,
                    }),
                    Plot.tip(
                      final,
                      Plot.pointerX({
                        x: ({ day }: { day: Day }) => noonOf(day),
                        y: name,
                        title: (row) => `${row.day}\n${inFull(kind, row[name])}`,
                      }),
                    ),
                  ],
                }),
              ),
            );
            return element('div', { class: `small-ones across-${across}` }, ...charts);
          },
  };
};
