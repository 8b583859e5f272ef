import type { CodeReviewResponseRow, CodeReviewRow } from './review-rows.ts';
import type { UsageRow } from './usage-row.ts';

/** The endpoints of daily figures. */
export type AnalyticsKind = 'usage' | 'code_reviews' | 'code_review_responses';

/** A row of any of them. */
export type Row = UsageRow | CodeReviewRow | CodeReviewResponseRow;
