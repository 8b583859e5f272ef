/** From which size on a change of what upstream says is not taken as it comes. */
export interface HoldPolicy {
  /** An answer with less than this share of the rows there were is held. */
  readonly collapseShare: number;
  /** A final day of which a key figure moves by more than this share is told of as a restatement. */
  readonly restatementShare: number;
}

/** The defaults, said here alone. */
export const HOLD_POLICY: HoldPolicy = { collapseShare: 0.5, restatementShare: 0.1 };

/** A day with fewer rows than this is too small for a share to mean anything. */
const FEWEST_ROWS = 10;

/** Why an answer is not let near the rows an earlier one gave; undefined when it may replace them. */
export function holdReason(
  rowsNow: number,
  rowsBefore: number,
  { collapseShare }: HoldPolicy = HOLD_POLICY,
): string | undefined {
  if (rowsBefore === 0) return undefined;
  if (rowsNow === 0) return `no rows, ${rowsBefore} before`;
  if (rowsBefore >= FEWEST_ROWS && rowsNow < rowsBefore * collapseShare)
    return `${rowsNow} rows, ${rowsBefore} before`;
  return undefined;
}
