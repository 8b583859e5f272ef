import { median } from './median.ts';

/** What is told of a contender, a part of it, or an anchor. */
export interface Line {
  readonly name: string;
  readonly figures: Readonly<Record<string, number>>;
  /** Whether it is what the others are held against. */
  readonly isAnchor?: boolean;
}

/** A figure of a line, divided by one of another. */
export interface Ratio {
  readonly name: string;
  readonly of: readonly [line: string, figure: string];
  readonly to: readonly [line: string, figure: string];
}

/** Of each line of several rounds one, with the median of each of its figures. */
export function medianLines(rounds: readonly (readonly Line[])[]): Line[] {
  const byName = Map.groupBy(rounds.flat(), ({ name }) => name);
  return [...byName.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const figures = Object.keys(first.figures).map((figure): [string, number] => [
      figure,
      median(same.map((line) => figureOf(line, figure))),
    ]);
    return [{ ...first, figures: withDerived(Object.fromEntries(figures)) }];
  });
}

/** What follows from other figures, so that it fits to their medians. */
function withDerived(figures: Readonly<Record<string, number>>): Record<string, number> {
  const { wallSeconds, cpuSeconds, inputMB, inputGB } = figures;
  const derived: Record<string, number> = { ...figures };
  if (wallSeconds === undefined || cpuSeconds === undefined) return derived;
  derived.cores = cpuSeconds / wallSeconds;
  if (inputMB !== undefined) derived.mbPerSecond = inputMB / wallSeconds;
  if (inputGB !== undefined) {
    derived.cpuSecondsPerGB = cpuSeconds / inputGB;
    derived.wallSecondsPerGB = wallSeconds / inputGB;
  }
  return derived;
}

/** The ratios whose lines are there: what was absent has none. */
export function valuesOf(ratios: readonly Ratio[], lines: readonly Line[]) {
  return ratios.flatMap(({ name, of, to }) => {
    const [dividend, divisor] = [of, to].map(([line, figure]) => {
      const found = lines.find((one) => one.name === line);
      return found === undefined ? undefined : figureOf(found, figure);
    });
    return dividend === undefined || divisor === undefined ? [] : [{ name, value: dividend / divisor }];
  });
}

function figureOf({ name, figures }: Line, figure: string): number {
  const value = figures[figure];
  if (value === undefined) throw new Error(`line ${name}: has no ${figure}`);
  return value;
}
