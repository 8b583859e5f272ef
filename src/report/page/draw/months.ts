import * as Plot from '@observablehq/plot';
import { inShort } from '../format.ts';
import { column } from '../sheet.ts';
import { sum } from '../totals.ts';
import type { Drawer } from './drawer.ts';
import { COLOURS, plot, withLegend } from './plot.ts';

/** Credits by month, and what the month under way is heading for. */
export const monthsChart: Drawer = ({ rows }) => {
  const names = [...new Set(rows.months.map(({ month }) => month))].sort();
  const months = names.map((month) => {
    const of = rows.months.filter((row) => row.month === month);
    const isLatest = month === names.at(-1);
    return {
      month,
      days_in_month: of[0]?.days_in_month ?? 0,
      final_days: Math.min(...of.map(({ final_days }) => final_days)),
      is_final: of.every(({ is_final }) => is_final),
      credits: sum(of.map(({ credits }) => credits)),
      // A forecast of a month that is over would only guess at what the lake does not have.
      forecast_credits: isLatest ? sum(of.map(({ forecast_credits }) => forecast_credits)) : null,
    };
  });
  const latest = months.at(-1);
  const method = rows.months[0]?.forecast_method ?? '';
  return {
    sheet: {
      columns: [
        column('month', 'Month'),
        column('final_days', 'Final days', 'whole'),
        column('days_in_month', 'Days', 'whole'),
        column('credits', 'Credits so far', 'decimal'),
        column('forecast_credits', 'Forecast', 'decimal'),
      ],
      rows: months,
    },
    note:
      latest === undefined || latest.is_final
        ? ''
        : `${latest.month}: ${inShort('whole', latest.credits)} credits on ${latest.final_days} of ${latest.days_in_month} days, heading for ${inShort('whole', latest.forecast_credits)}. Forecast: ${method}.`,
    draw:
      months.length === 0
        ? null
        : (width) =>
            withLegend(
              [
                { label: 'final days', colour: COLOURS[0] ?? '' },
                { label: 'forecast of the rest', colour: '', shape: 'pending' },
              ],
              plot('Credits by month', {
                width,
                height: 250,
                marginTop: 24,
                marginBottom: 42,
                x: {
                  type: 'band',
                  domain: names,
                  label: null,
                  tickSize: 0,
                  padding: 0.35,
                  tickFormat: (name: string) => {
                    const month = months.find((one) => one.month === name);
                    return `${name}${month?.is_final ? '' : `\n${month?.final_days} of ${month?.days_in_month} days`}`;
                  },
                },
                y: {
                  label: null,
                  grid: true,
                  ticks: 5,
                  tickFormat: (credits: number) => inShort('whole', credits),
                },
                marks: [
                  Plot.barY(
                    months.filter((row) => row.forecast_credits !== null),
                    {
                      x: 'month',
                      y1: 'credits',
                      y2: 'forecast_credits',
                      fill: 'url(#hatch-pending)',
                      stroke: 'var(--muted)',
                      strokeDasharray: '3,2',
                    },
                  ),
                  Plot.barY(months, { x: 'month', y: 'credits', fill: COLOURS[0], rx: 1 }),
                  Plot.text(months, {
                    x: 'month',
                    y: (row) => Math.max(row.credits ?? 0, row.forecast_credits ?? 0),
                    text: (row) => inShort('whole', row.forecast_credits ?? row.credits),
                    dy: -9,
                    fill: 'var(--ink)',
                  }),
                  Plot.ruleY([0], { stroke: 'var(--axis)' }),
                ],
              }),
            ),
  };
};
