import type { Difference } from '../lake/engine/row-difference.ts';
import type { DayRange } from '../tables/spans.ts';

/** What a table of a rebuild's item should be, how far it was from that, and what was done about it. */
export interface Rebuilt extends Difference {
  readonly table: string;
  /** Of a list without days null. */
  readonly days: DayRange | null;
  readonly scopeId: string | null;
  /** Whether what is there was made by older rules than today's: a difference is then no damage. */
  readonly isOutdated: boolean;
  /** Why it was not written although it differs; undefined when it was, or when it was only compared. */
  readonly withheld?: string;
}

/** How a rebuild goes about its items. */
export interface RebuildMode {
  /** Only compare. @default false */
  readonly verify?: boolean;
  /** Write also where fewer rows come out than are there. @default false */
  readonly allowFewer?: boolean;
}

/** Why rows are not written in the place of others; undefined when they may be. */
export function reasonToWithhold(
  { rows, missing, surplus }: Difference,
  { allowFewer = false }: RebuildMode,
): string | undefined {
  const there = rows - missing + surplus;
  if (rows >= there || allowFewer) return undefined;
  return `${rows} rows come of the originals, ${there} are there; if that is right, rebuild with --allow-fewer`;
}
