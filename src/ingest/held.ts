import { THRESHOLDS } from './hold-policy.ts';

/** A day with fewer rows than this is too small for a share to mean anything. */
const FEWEST_ROWS = 10;

/** Why an answer is not let near the rows an earlier one gave; undefined when it may replace them. */
export function holdReason(
  rowsNow: number,
  rowsBefore: number,
  collapse = THRESHOLDS.collapse,
): string | undefined {
  if (rowsBefore === 0) return undefined;
  if (rowsNow === 0) return `no rows, ${rowsBefore} before`;
  if (rowsBefore >= FEWEST_ROWS && rowsNow < rowsBefore * collapse) {
    return `${rowsNow} rows, ${rowsBefore} before`;
  }
  return undefined;
}
