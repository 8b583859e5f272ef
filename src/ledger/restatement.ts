import type { Day } from '../tables/utc-day.ts';
import type { DayTotals } from './day-totals.ts';

/** A final day that upstream tells otherwise by more than the threshold. Both revisions are in `ledger_days`. */
export interface Restatement {
  readonly day: Day;
  readonly revision: number;
  /** A key figure of the table, or `rows`. */
  readonly figure: string;
  readonly before: number;
  readonly after: number;
}

/** The figure that moved most beyond the share, of those to look at and the number of rows; undefined when none did. */
export function restatementOf(
  day: Day,
  revision: number,
  keyFigures: readonly string[],
  { before, after }: { readonly before: DayTotals; readonly after: DayTotals },
  share: number,
): Restatement | undefined {
  return ['rows', ...keyFigures]
    .map((figure) => ({
      day,
      revision,
      figure,
      before: before[figure] ?? 0,
      after: after[figure] ?? 0,
    }))
    .filter((one) => movedBy(one) > share)
    .sort((a, b) => movedBy(b) - movedBy(a))
    .at(0);
}

function movedBy({ before, after }: Pick<Restatement, 'before' | 'after'>): number {
  if (before === after) return 0;
  return before === 0 ? Number.POSITIVE_INFINITY : Math.abs(after - before) / Math.abs(before);
}
