import * as Plot from '@observablehq/plot';
import { type Day, daysOf, lengthOf, weekOf } from '../calendar.ts';
import { cut, dayText, fraction, type Kind } from '../format.ts';
import type { Known } from '../selection.ts';
import {
  COLOURS,
  dateOf,
  dayTicks,
  finalDays,
  hatches,
  hatchesIn,
  hatchKeys,
  plot,
  withLegend,
} from './plot.ts';

interface Part {
  readonly day: Day;
  readonly name: string;
  readonly amount: number;
}

interface StackedDays {
  readonly label: string;
  readonly parts: readonly Part[];
  /** Names in the order they are stacked, with most first. */
  readonly names: readonly string[];
  readonly known: Known;
  readonly from: Day;
  readonly until: Day;
  /** Whether parts are shown as shares of their day or week. */
  readonly shares?: boolean;
  readonly format: (kind: Kind, value: number | null) => string;
}

/** Bars of parts by day; by week when the range is long, where weeks with a day that is not final are hatched. */
export function stackedDays(options: StackedDays): (width: number) => Element {
  const { label, parts, names, known, from, until, shares = false, format } = options;
  const byWeek = lengthOf(from, until) > 45;
  const days = daysOf(from, until);
  const final = new Set(finalDays(known, days));
  const bars = byWeek ? weeksOf(parts, days, final) : parts.filter(({ day }) => final.has(day));
  const shown = shares ? sharesOf(bars) : bars;
  return (width) =>
    withLegend(
      [
        ...names.map((name, i) => ({ label: name, colour: COLOURS[i] ?? '' })),
        ...hatchKeys(hatchesIn(known, days)),
      ],
      plot(label, {
        width,
        height: 280,
        x: {
          type: 'utc',
          label: null,
          ticks: dayTicks(width),
          domain: [dateOf(from), new Date(dateOf(until).getTime() + 86_400_000)],
        },
        y: shares
          ? {
              label: null,
              percent: true,
              tickFormat: (share: number) => `${share}%`,
              ticks: 5,
              grid: true,
              domain: [0, 100],
            }
          : {
              label: null,
              grid: true,
              ticks: 5,
              tickFormat: (amount: number) =>
                Number.isInteger(amount) ? format('whole', amount) : fraction(amount),
            },
        color: { domain: names, range: COLOURS.slice(0, names.length) },
        marks: [
          ...hatches(known, days),
          Plot.rectY(shown, {
            x: ({ day }: Part) => dateOf(day),
            interval: byWeek ? 'monday' : 'day',
            y: 'amount',
            fill: 'name',
            order: [...names],
            insetLeft: 0.75,
            insetRight: 0.75,
            clip: true,
            title: ({ day, name, amount }: Part) =>
              `${byWeek ? 'Week of ' : ''}${dayText(day)}\n${cut(name)}: ${shares ? format('percent', amount) : format('decimal', amount)}`,
            tip: true,
          }),
          Plot.ruleY([0], { stroke: 'var(--axis)' }),
        ],
      }),
    );
}

/** Sums by week, of weeks whose days in the range are all final. */
function weeksOf(parts: readonly Part[], days: readonly Day[], final: ReadonlySet<Day>): Part[] {
  const open = new Set(days.filter((day) => !final.has(day)).map(weekOf));
  const sums = new Map<string, Part>();
  for (const { day, name, amount } of parts) {
    const week = weekOf(day);
    if (open.has(week)) continue;
    const key = `${week} ${name}`;
    sums.set(key, { day: week, name, amount: (sums.get(key)?.amount ?? 0) + amount });
  }
  return [...sums.values()];
}

function sharesOf(parts: readonly Part[]): Part[] {
  const wholes = new Map<Day, number>();
  for (const { day, amount } of parts) wholes.set(day, (wholes.get(day) ?? 0) + amount);
  return parts.map((part) => ({ ...part, amount: part.amount / (wholes.get(part.day) || 1) }));
}
