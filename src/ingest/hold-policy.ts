import type { Day } from '../tables/utc-day.ts';

/** From which size on a change of what upstream says is not taken as it comes. */
export interface Thresholds {
  /** An answer with less than this share of the rows there were is held. */
  readonly collapse: number;
  /** A final day whose credits or rows move by more than this share is told of as a restatement. */
  readonly restatement: number;
}

export const THRESHOLDS: Thresholds = { collapse: 0.5, restatement: 0.1 };

/** A final day that upstream tells otherwise by more than the threshold. Both revisions are in `ledger_days`. */
export interface Restatement {
  readonly day: Day;
  readonly revision: number;
  /** `credits`, or `rows` where there are none. */
  readonly figure: 'credits' | 'rows';
  readonly before: number;
  readonly after: number;
}

/** The figure that moved most beyond the share, of two revisions' sums by column; undefined when none did. */
export function restatementOf(
  day: Day,
  revision: number,
  { before, after }: { readonly before: Sums; readonly after: Sums },
  share: number,
): Restatement | undefined {
  const moved = FIGURES.map((figure) => ({
    day,
    revision,
    figure,
    before: Number(before[figure] ?? 0),
    after: Number(after[figure] ?? 0),
  }));
  return moved
    .filter((one) => movedBy(one) > share)
    .sort((a, b) => movedBy(b) - movedBy(a))
    .at(0);
}

type Sums = Readonly<Record<string, unknown>>;

const FIGURES = ['credits', 'rows'] as const;

function movedBy({ before, after }: Pick<Restatement, 'before' | 'after'>): number {
  if (before === after) return 0;
  return before === 0 ? Number.POSITIVE_INFINITY : Math.abs(after - before) / Math.abs(before);
}
