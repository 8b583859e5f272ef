import type { CodeReviewResponseRow, CodeReviewRow } from '../analytics/review-rows.ts';
import type { UsageRow } from '../analytics/usage-row.ts';
import type { LogType } from '../logs/log-types.ts';

/**
 * What the simulator has really handed out, kept apart from any client: the other side of a reconciliation.
 *
 * In a company of more than `detailLimit` people only counts are kept for events and usage rows.
 */
export interface Served {
  /** Distinct event ids from good files, with the event's timestamp as sent; null when it is not usable. */
  readonly events: ReadonlyMap<LogType, ReadonlyMap<string, string | null>>;
  /** Every file downloaded at least once, as of its last download. */
  readonly files: ReadonlyMap<string, ServedFile>;
  /** By day (YYYY-MM-DD), then user id. A new listing of a window forgets what an older one said of it. */
  readonly usage: ReadonlyMap<string, ReadonlyMap<string, UsageRow>>;
  /** By day, then `*`. */
  readonly workspaceUsage: ReadonlyMap<string, ReadonlyMap<string, UsageRow>>;
  readonly codeReviews: ReadonlyMap<string, CodeReviewRow>;
  readonly codeReviewResponses: ReadonlyMap<string, CodeReviewResponseRow>;
  /** Newest updated_at by task id. */
  readonly tasks: ReadonlyMap<string, number>;
  readonly environments: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
  /** The last 200 of each feed, by file name. Null when it was not well-formed. */
  readonly ranges: ReadonlyMap<string, ServedRanges | null>;
}

export interface ServedFile {
  readonly type: LogType;
  /** Whole, and the listed checksum matches. */
  readonly good: boolean;
  /** Lines that are not empty, bad ones included. */
  readonly lines: number;
  readonly badLines: number;
  readonly distinctIds: number;
}

export interface ServedRanges {
  readonly creationTime: string;
  readonly prefixes: readonly string[];
}
