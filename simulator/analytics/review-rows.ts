import { DAY_MS, DAY_SECONDS, isWeekend } from '../calendar.ts';
import type { Company } from '../company/company.ts';
import { ROLLOUT_START } from '../company/person.ts';
import { mix, Random } from '../random.ts';

export interface CodeReviewRow {
  readonly object: 'workspace.codex.usage.code_reviews.result';
  readonly start_time: number;
  readonly end_time: number;
  readonly pull_request_reviews: number;
  readonly comments: number;
  readonly comment_details: { readonly p0: number; readonly p1: number; readonly p2: number };
}

export interface CodeReviewResponseRow {
  readonly object: 'workspace.codex.usage.code_review_responses.result';
  readonly start_time: number;
  readonly end_time: number;
  readonly pull_request_reviews: number;
  readonly comments: number;
  readonly replies: number;
  readonly reactions: number;
  readonly comment_response_details: Readonly<
    Record<'engaged' | 'reacted' | 'upvoted' | 'downvoted' | 'reacted_other' | 'replied', number>
  >;
  readonly reaction_details: Readonly<Record<'upvotes' | 'downvotes' | 'other', number>>;
}

/** Reviews held on a day; null on a day without any. `now` cuts today short. */
export function codeReviewRow(company: Company, day: number, now: number): CodeReviewRow | null {
  const random = new Random(mix(mix(company.hash, 0xc0de), day));
  const reviews = Math.round(usualReviews(company, day, random) * elapsed(day, now));
  if (reviews === 0) return null;
  const comments = Math.round(reviews * (1.8 + 1.6 * random.next()));
  const p0 = Math.round(comments * 0.15 * random.next());
  const p1 = Math.round((comments - p0) * (0.4 + 0.2 * random.next()));
  return {
    object: 'workspace.codex.usage.code_reviews.result',
    start_time: day * DAY_SECONDS,
    end_time: (day + 1) * DAY_SECONDS,
    pull_request_reviews: reviews,
    comments,
    comment_details: { p0, p1, p2: comments - p0 - p1 },
  };
}

/** Pull requests merged on a day. Replies and reactions keep arriving for five days after it. */
export function codeReviewResponseRow(
  company: Company,
  day: number,
  now: number,
): CodeReviewResponseRow | null {
  const random = new Random(mix(mix(company.hash, 0x3e59), day));
  const reviews = Math.round(usualReviews(company, day, random) * 0.8 * elapsed(day, now));
  if (reviews === 0) return null;
  const comments = Math.round(reviews * (1.8 + 1.6 * random.next()));
  const age = Math.min(1, 0.3 + Math.max(0, now - (day + 1) * DAY_MS) / (5 * DAY_MS));
  const upvoted = Math.round(comments * 0.3 * random.next() * age);
  const downvoted = Math.round(comments * 0.1 * random.next() * age);
  const other = Math.round(comments * 0.08 * random.next() * age);
  const replied = Math.round(comments * 0.25 * random.next() * age);
  const details = {
    upvotes: Math.round(upvoted * 1.3),
    downvotes: downvoted,
    other: Math.round(other * 1.2),
  };
  const reacted = upvoted + downvoted + other;
  return {
    object: 'workspace.codex.usage.code_review_responses.result',
    start_time: day * DAY_SECONDS,
    end_time: (day + 1) * DAY_SECONDS,
    pull_request_reviews: reviews,
    comments,
    replies: Math.round(replied * 1.4),
    reactions: details.upvotes + details.downvotes + details.other,
    comment_response_details: {
      engaged: Math.min(comments, reacted + Math.round(replied * 0.6)),
      reacted,
      upvoted,
      downvoted,
      reacted_other: other,
      replied,
    },
    reaction_details: details,
  };
}

function usualReviews(company: Company, day: number, random: Random): number {
  const growth = Math.min(1, Math.max(0, day - ROLLOUT_START) / 400);
  const full = (company.people.length + 4) * 0.2 * growth;
  return full * (isWeekend(day) ? 0.08 : 0.7 + 0.6 * random.next());
}

/** How much of the day's work is counted by now, an hour's lag included. */
function elapsed(day: number, now: number): number {
  return Math.min(1, Math.max(0, (now - 3_600_000 - day * DAY_MS) / DAY_MS));
}
