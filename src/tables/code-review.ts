import { bigint } from './column.ts';
import { defineTable } from './define-table.ts';
import type { RawRecord } from './record.ts';
import { day, extra, ignoredInDays, workspace } from './record-columns.ts';

export const codeReviewsDay = defineTable({
  name: 'code_reviews_day',
  doc: 'Reviews Codex held that day and the comments it made. One row per workspace and UTC day. Another population than code_review_responses_day: never divide one by the other.',
  partitionBy: 'day',
  key: ['workspace_id', 'day'],
  merge: { how: 'replace' },
  derivation: 3,
  sort: ['workspace_id', 'day'],
  keyFigures: ['reviews', 'comments'],
  columns: {
    workspace_id: workspace,
    day,
    reviews: bigint('$.pull_request_reviews', 'Pull-request reviews held that day. May be added up.'),
    comments: bigint('$.comments', 'Comments made that day. May be added up.'),
    comments_p0: bigint('$.comment_details.p0', 'Comments of severity P0. May be added up.'),
    comments_p1: bigint('$.comment_details.p1', 'Comments of severity P1. May be added up.'),
    comments_p2: bigint('$.comment_details.p2', 'Comments of severity P2. May be added up.'),
    extra_json: extra,
  },
});

export const codeReviewResponsesDay = defineTable({
  name: 'code_review_responses_day',
  doc: 'What people did with the comments of Codex on pull requests merged that day. One row per workspace and UTC day; keeps changing while reactions arrive. Rates are over the comments of the same row.',
  partitionBy: 'day',
  key: ['workspace_id', 'day'],
  merge: { how: 'replace' },
  derivation: 3,
  sort: ['workspace_id', 'day'],
  // Reactions keep coming in; the population they are of does not.
  keyFigures: ['reviews_merged', 'comments_merged'],
  columns: {
    workspace_id: workspace,
    day,
    reviews_merged: bigint(
      '$.pull_request_reviews',
      'Codex reviews on pull requests merged that day. May be added up.',
    ),
    comments_merged: bigint(
      '$.comments',
      'Codex comments on pull requests merged that day: the base of every rate here. May be added up.',
    ),
    replies: bigint('$.replies', 'Replies to those comments. May be added up.'),
    reactions: bigint('$.reactions', 'Reactions to those comments. May be added up.'),
    comments_engaged: bigint(
      '$.comment_response_details.engaged',
      'Comments with a reaction or a reply. May be added up.',
    ),
    comments_reacted: bigint(
      '$.comment_response_details.reacted',
      'Comments with at least one reaction. May be added up.',
    ),
    comments_upvoted: bigint(
      '$.comment_response_details.upvoted',
      'Comments with at least one +1. May be added up.',
    ),
    comments_downvoted: bigint(
      '$.comment_response_details.downvoted',
      'Comments with at least one -1. May be added up.',
    ),
    comments_reacted_other: bigint(
      '$.comment_response_details.reacted_other',
      'Comments with at least one other reaction. May be added up.',
    ),
    comments_replied: bigint(
      '$.comment_response_details.replied',
      'Comments with at least one reply. May be added up.',
    ),
    upvotes: bigint('$.reaction_details.upvotes', 'Raw number of +1 reactions. May be added up.'),
    downvotes: bigint('$.reaction_details.downvotes', 'Raw number of -1 reactions. May be added up.'),
    other_reactions: bigint('$.reaction_details.other', 'Raw number of other reactions. May be added up.'),
    extra_json: extra,
  },
});

export const codeReviews: RawRecord = {
  name: 'code_reviews',
  tables: [codeReviewsDay],
  ignored: ignoredInDays,
};

export const codeReviewResponses: RawRecord = {
  name: 'code_review_responses',
  tables: [codeReviewResponsesDay],
  ignored: ignoredInDays,
};
