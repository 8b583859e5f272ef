import { bigint, type Column, decimal, double, person, string } from './column.ts';
import { defineTable, type Table } from './define-table.ts';
import type { RawRecord } from './record.ts';
import { day, extra, ignoredInDays, workspace } from './record-columns.ts';

const ESTIMATE = 'an estimate at the rate of the day it was read, not the invoice';

/** Credits and tokens as said for a user, a client or a model; `at` is where in the record they stand. */
function amounts(at: string): Record<string, Column> {
  return {
    credits: decimal(
      `${at}.credits`,
      'Credits consumed, may be fractional. May be added up; never with a dollar column.',
    ),
    estimated_cost_usd: decimal(
      `${at}.estimated_cost_usd`,
      `Credits at the current overage rate, in US dollars: ${ESTIMATE}; null when unavailable. May be added up.`,
    ),
    cost_usd: decimal(
      `${at}.cost_usd`,
      'Use billed natively in US dollars, apart from credits; null when unavailable. May be added up.',
    ),
    uncached_input_tokens: bigint(
      `${at}.uncached_text_input_tokens`,
      'Text input tokens not read from cache, for API-priced use; null when unavailable. May be added up.',
    ),
    cached_input_tokens: bigint(
      `${at}.cached_text_input_tokens`,
      'Text input tokens read from cache; null when unavailable. May be added up.',
    ),
    output_tokens: bigint(
      `${at}.text_output_tokens`,
      'Text output tokens; null when unavailable. May be added up.',
    ),
    total_tokens: bigint(
      `${at}.text_total_tokens`,
      'All text tokens as upstream totals them; null when unavailable. May be added up.',
    ),
  };
}

function counts(at: string): Record<string, Column> {
  return {
    threads: bigint(
      `${at}.threads`,
      'Threads with activity that day. Not a distinct count once added over users, clients or days.',
    ),
    turns: bigint(`${at}.turns`, 'Turns that day. Adding over clients need not give the total of the user.'),
  };
}

const userId = string(['$.user_id', '$.actor.user_id'], 'Upstream id of the user.');
const clientId = string(
  '@.client_id',
  'Surface as upstream names it, such as CODEX_CLI; an open set, see dim_client.',
);
const model = string('@.model', 'Model; names upstream does not recognise are `other`.');
const speed = string(
  '@.speed',
  'Speed tier, `standard` or `fast`; null when upstream gives none, so a model may appear twice.',
);

const attribution = {
  lines_added: bigint(
    '$.code_attribution.lines_of_code.added',
    'Accepted lines added by local clients; null when unavailable. May be added up.',
  ),
  lines_removed: bigint(
    '$.code_attribution.lines_of_code.removed',
    'Accepted lines removed; null when unavailable. May be added up.',
  ),
  lines_committed: bigint(
    '$.code_attribution.lines_of_code.committed',
    'Committed added lines attributed to Codex; null when unavailable. May be added up.',
  ),
  total_committed_lines: bigint(
    '$.code_attribution.lines_of_code.total_committed_lines',
    'All committed added lines, the base of the share; null when unavailable. May be added up.',
  ),
  committed_percentage: double(
    '$.code_attribution.lines_of_code.committed_percentage',
    'Share as upstream rounds it, 0 to 100. Never average it: divide the sums instead.',
  ),
  commits_with_codex: bigint(
    '$.code_attribution.commits.with_codex_contribution',
    'Commits with a contribution of Codex; null when unavailable. May be added up.',
  ),
  commits_with_codex_percentage: double(
    '$.code_attribution.commits.with_codex_contribution_percentage',
    'Share as upstream rounds it, 0 to 100. Never average it: divide the sums instead.',
  ),
  total_commits: bigint(
    '$.code_attribution.commits.total_commits',
    'All commits, the base of the share; null when unavailable. May be added up.',
  ),
};

function usageTable(
  table: Pick<Table, 'name' | 'doc' | 'key' | 'columns'> & { readonly unnest?: string },
): Table {
  const keyFigures = ['credits', 'cost_usd'];
  return defineTable({
    ...table,
    partitionBy: 'day',
    merge: { how: 'replace' },
    derivation: 3,
    sort: table.key,
    keyFigures,
  });
}

export const usageUserDay = usageTable({
  name: 'usage_user_day',
  doc: 'Who used Codex, how much and at what cost. One row per workspace, UTC day and user with usage.',
  key: ['workspace_id', 'day', 'user_id'],
  columns: {
    workspace_id: workspace,
    day,
    user_id: userId,
    user_email: person('$.actor.email', 'E-mail as upstream gives it; null when it gives none.'),
    actor_type: string('$.actor.type', 'Kind of actor, ACCOUNT_USER so far; null when upstream gives none.'),
    ...counts('$.totals'),
    ...amounts('$.totals'),
    ...attribution,
    extra_json: extra,
  },
});

export const usageUserClientDay = usageTable({
  name: 'usage_user_client_day',
  doc: "A user's day by surface (client). One row per workspace, UTC day, user and client with usage; an absent row is not a zero.",
  key: ['workspace_id', 'day', 'user_id', 'client_id'],
  unnest: '$.clients',
  columns: {
    workspace_id: workspace,
    day,
    user_id: userId,
    client_id: clientId,
    ...counts('@'),
    ...amounts('@'),
  },
});

export const usageUserModelDay = usageTable({
  name: 'usage_user_model_day',
  doc: "A user's day by model and speed. One row per workspace, UTC day, user, model and speed with usage; an absent row is not a zero.",
  key: ['workspace_id', 'day', 'user_id', 'model'],
  unnest: '$.models',
  columns: { workspace_id: workspace, day, user_id: userId, model, speed, ...amounts('@') },
});

export const usageWorkspaceDay = usageTable({
  name: 'usage_workspace_day',
  doc: 'The whole workspace as upstream totals it. One row per workspace and UTC day; need not equal the sum over users.',
  key: ['workspace_id', 'day'],
  columns: {
    workspace_id: workspace,
    day,
    ...counts('$.totals'),
    ...amounts('$.totals'),
    ...attribution,
    extra_json: extra,
  },
});

export const usageWorkspaceClientDay = usageTable({
  name: 'usage_workspace_client_day',
  doc: "The workspace's day by surface (client). One row per workspace, UTC day and client with usage.",
  key: ['workspace_id', 'day', 'client_id'],
  unnest: '$.clients',
  columns: { workspace_id: workspace, day, client_id: clientId, ...counts('@'), ...amounts('@') },
});

export const usageWorkspaceModelDay = usageTable({
  name: 'usage_workspace_model_day',
  doc: "The workspace's day by model and speed. One row per workspace, UTC day, model and speed with usage.",
  key: ['workspace_id', 'day', 'model'],
  unnest: '$.models',
  columns: { workspace_id: workspace, day, model, speed, ...amounts('@') },
});

export const userUsage: RawRecord = {
  name: 'usage',
  tables: [usageUserDay, usageUserClientDay, usageUserModelDay],
  ignored: ignoredInDays,
};

export const workspaceUsage: RawRecord = {
  name: 'usage_workspace',
  tables: [usageWorkspaceDay, usageWorkspaceClientDay, usageWorkspaceModelDay],
  ignored: [...ignoredInDays, '$.user_id', '$.actor'],
};
