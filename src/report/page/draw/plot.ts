import * as Plot from '@observablehq/plot';
import { type Day, timeOf } from '../calendar.ts';
import { element } from '../element.ts';
import { cut } from '../format.ts';
import { isFinal, type Known } from '../selection.ts';

/** Colours for what is told apart by colour, in the style sheet, where light and dark have their own. */
export const COLOURS = ['--c1', '--c2', '--c3', '--c4', '--c5', '--c6', '--c7', '--c8'].map(
  (name) => `var(${name})`,
);

/** From little to much. */
export const SHADES = ['--h1', '--h2', '--h3', '--h4', '--h5', '--h6'].map((name) => `var(${name})`);

/**
 * A plot in the page's style. The library puts a style element into each plot, which the page's policy forbids; its rules are
 * in `style.css` instead, so it is taken out before the browser sees it.
 */
export function plot(label: string, options: Plot.PlotOptions): Element {
  const drawn = Plot.plot({ className: 'plot', marginLeft: 44, marginBottom: 28, ...options });
  for (const style of drawn.querySelectorAll('style')) style.remove();
  // Labels of parts are for elements with a role, which these have not; the style sheet goes by what they were.
  for (const part of drawn.querySelectorAll('[aria-label], [aria-description]')) {
    part.setAttribute('data-mark', part.getAttribute('aria-label') ?? '');
    part.removeAttribute('aria-label');
    part.removeAttribute('aria-description');
  }
  drawn.setAttribute('role', 'img');
  drawn.setAttribute('aria-label', label);
  return drawn;
}

export function dateOf(day: Day): Date {
  return new Date(timeOf(day));
}

/** Middle of the day, where a line has its point above the day's bar. */
export function noonOf(day: Day): Date {
  return new Date(timeOf(day) + 43_200_000);
}

/** Days that are pending or missing, hatched over the whole height. */
export function hatches(known: Known, days: readonly Day[]): Plot.Markish[] {
  return (['pending', 'missing'] as const).map((state) =>
    Plot.rect(
      days.filter((day) => known.states.get(day) === state),
      { x: dateOf, interval: 'day', inset: 0, fill: `url(#hatch-${state})` },
    ),
  );
}

/** Which hatches a legend has to explain. */
export function hatchesIn(known: Known, days: readonly Day[]): ('pending' | 'missing')[] {
  return (['pending', 'missing'] as const).filter((state) =>
    days.some((day) => known.states.get(day) === state),
  );
}

export function finalDays(known: Known, days: readonly Day[]): Day[] {
  return days.filter((day) => isFinal(known.states.get(day)));
}

export interface Key {
  readonly label: string;
  readonly colour: string;
  readonly shape?: 'block' | 'line' | 'pending' | 'missing';
}

/** A plot with what its colours stand for above it. */
export function withLegend(keys: readonly Key[], ...drawings: Element[]): Element {
  const legend = element('ul', { class: 'legend', 'aria-hidden': 'true' });
  for (const { label, colour, shape = 'block' } of keys) {
    const swatch = element('span', { class: `swatch ${shape}` });
    if (shape === 'block' || shape === 'line') swatch.style.background = colour;
    legend.append(element('li', { title: label }, swatch, cut(label)));
  }
  return element('div', {}, legend, ...drawings);
}

export function hatchKeys(shapes: readonly ('pending' | 'missing')[]): Key[] {
  return shapes.map((shape) => ({ label: shape, colour: '', shape }));
}

/** The categories with most first; those past the colours there are come together as one. */
export function mainCategories<T>(
  rows: readonly T[],
  nameOf: (row: T) => string,
  amountOf: (row: T) => number,
  rest: string,
): { readonly names: readonly string[]; readonly nameOf: (row: T) => string } {
  const amounts = new Map<string, number>();
  for (const row of rows) amounts.set(nameOf(row), (amounts.get(nameOf(row)) ?? 0) + amountOf(row));
  const sorted = [...amounts.keys()].sort(
    (one, other) => (amounts.get(other) ?? 0) - (amounts.get(one) ?? 0),
  );
  if (sorted.length <= COLOURS.length) return { names: sorted, nameOf };
  const shown = sorted.slice(0, COLOURS.length - 1);
  return { names: [...shown, rest], nameOf: (row) => (shown.includes(nameOf(row)) ? nameOf(row) : rest) };
}

/** How many ticks of days fit a width. */
export function dayTicks(width: number): number {
  return Math.max(3, Math.floor(width / 95));
}
