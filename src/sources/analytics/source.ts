import { codeReviewResponses, codeReviews } from '../../tables/code-review.ts';
import { userUsage, workspaceUsage } from '../../tables/usage.ts';
import type { DaySource } from '../source.ts';

const common = {
  kind: 'days',
  collector: 'analytics',
  scope: 'workspace',
  key: 'analytics',
  query: {},
  retentionDays: 90,
  restatementDays: 7,
  settlingDays: 2,
  async *read(request) {
    const { readDays } = await import('./client.ts');
    yield* readDays(request);
  },
} satisfies Partial<DaySource>;

export const usage: DaySource = {
  ...common,
  name: 'usage',
  doc: 'Codex usage by user and day, with clients, models and code attribution.',
  endpoint: 'analytics/codex/workspaces/{scope}/usage',
  record: userUsage,
};

export const usageWorkspace: DaySource = {
  ...common,
  name: 'usage_workspace',
  doc: 'Codex usage of the whole workspace by day.',
  endpoint: 'analytics/codex/workspaces/{scope}/usage',
  query: { group: 'workspace' },
  record: workspaceUsage,
};

export const codeReviewDays: DaySource = {
  ...common,
  name: 'code_reviews',
  doc: 'Code reviews held by day.',
  endpoint: 'analytics/codex/workspaces/{scope}/code_reviews',
  record: codeReviews,
};

export const codeReviewResponseDays: DaySource = {
  ...common,
  name: 'code_review_responses',
  doc: 'What people did with review comments, by day of merge.',
  endpoint: 'analytics/codex/workspaces/{scope}/code_review_responses',
  record: codeReviewResponses,
};
