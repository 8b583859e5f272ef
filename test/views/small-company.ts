import type { Row } from '../../src/lake/engine/duckdb.ts';
import type { Rows } from './hand-made-lake.ts';

/**
 * Eighteen days of four people, small enough to work figures out by hand. 2 November 2026 is a Monday; the lake speaks on
 * Thursday the 19th. The 17th is missing, the 18th and 19th are pending, and nobody worked on days that are zero.
 *
 *          Mo 2   Tu 3   Th 5   Mo 9   We 11   Th 12   Mo 16   We 18 (pending)
 *   ann    5      2.5           3                      4.5                      credits; two groups
 *   bob    2                           4                       1.5              no e-mail anywhere
 *   dan                  1                                                      deactivated since
 *   eve                                        0.5                              not in the directory
 *   cyd    has a seat and never used it
 */
const W = 'workspace-1';
const ORG = 'org-1';
const nov = (day: number) => `2026-11-${String(day).padStart(2, '0')}`;
const at = (day: number, time: string) => `${nov(day)} ${time}`;

const ZERO = [4, 6, 7, 8, 10, 13, 14, 15];

function stateOf(day: number): string {
  if (day === 17) return 'missing';
  if (day > 17) return 'pending';
  return ZERO.includes(day) ? 'zero' : 'complete';
}

function covered(source: string, scope: string, day: number, state: string): Row {
  const pulled = state === 'missing' ? null : at(19, '08:00:00');
  return {
    source,
    scope_id: scope,
    day: nov(day),
    state,
    rows: state === 'complete' || state === 'pending' ? 1 : 0,
    rejects: 0,
    held: state === 'missing' ? 1 : 0,
    days_left: 70 + day,
    pulled_at: pulled,
    computed_at: at(19, '12:00:00'),
  };
}

const days = Array.from({ length: 18 }, (_, i) => i + 2);
const coverage = [
  ...days.map((day) => covered('usage', W, day, stateOf(day))),
  ...days.map((day) => covered('usage_workspace', W, day, stateOf(day))),
  covered('code_reviews', W, 9, 'complete'),
  covered('code_reviews', W, 10, 'zero'),
  covered('code_reviews', W, 11, 'missing'),
  covered('code_reviews', W, 12, 'pending'),
  covered('code_review_responses', W, 9, 'complete'),
  covered('code_review_responses', W, 10, 'zero'),
  covered('code_review_responses', W, 12, 'pending'),
  covered('COSTS', ORG, 9, 'complete'),
  covered('COSTS', ORG, 10, 'zero'),
  covered('COSTS', ORG, 18, 'pending'),
  covered('CODEX_LOG', W, 16, 'complete'),
  covered('AUTH_LOG', W, 14, 'complete'),
  covered('AUTH_LOG', W, 15, 'zero'),
  covered('AUTH_LOG', W, 16, 'complete'),
  covered('AUTH_LOG', W, 17, 'missing'),
  covered('AUDIT_LOG', W, 12, 'complete'),
];

const EMAILS: Readonly<Record<string, string>> = {
  ann: 'ann@example.com',
  dan: 'dan@example.com',
  eve: 'eve@example.com',
};

function use(day: number, user: string, threads: number, turns: number, credits: number): Row {
  const user_email = EMAILS[user] ?? null;
  return { workspace_id: W, day: nov(day), user_id: user, user_email, threads, turns, credits };
}

const usage = [
  use(2, 'ann', 2, 10, 5),
  use(2, 'bob', 1, 4, 2),
  use(3, 'ann', 1, 5, 2.5),
  use(5, 'dan', 1, 2, 1),
  { ...use(9, 'ann', 1, 6, 3), lines_added: 100, estimated_cost_usd: 0.3, extra_json: '{"$.new_field":1}' },
  use(11, 'bob', 2, 8, 4),
  use(12, 'eve', 1, 1, 0.5),
  use(16, 'ann', 3, 9, 4.5),
  use(18, 'bob', 1, 3, 1.5),
];

function total(day: number, threads: number, turns: number, credits: number): Row {
  return { workspace_id: W, day: nov(day), threads, turns, credits };
}

/** As upstream totals them; the 16th is a credit more than its users. */
const totals = [
  total(2, 3, 14, 7),
  total(3, 1, 5, 2.5),
  total(5, 1, 2, 1),
  {
    ...total(9, 1, 6, 3),
    estimated_cost_usd: 0.3,
    cached_input_tokens: 30,
    uncached_input_tokens: 70,
    lines_added: 100,
    lines_committed: 20,
    total_committed_lines: 50,
    commits_with_codex: 1,
    total_commits: 4,
  },
  { ...total(11, 2, 8, 4), cost_usd: 1.25 },
  total(12, 1, 1, 0.5),
  total(16, 3, 9, 5.5),
  total(18, 1, 3, 1.5),
];

function cost(
  day: number,
  user: string,
  product: string,
  credits: number | null,
  groups: string | null,
): Row {
  return {
    event_id: `cost-${day}-${user}-${product}`,
    event_time: at(day, '10:00:00'),
    event_day: nov(day),
    organization_id: ORG,
    cost_day: nov(day),
    payer_user_id: user,
    payer_groups: groups,
    product,
    cost_credits: credits,
  };
}

function event(
  table: 'codex' | 'audit' | 'auth',
  day: number,
  time: string,
  user: string | null,
  rest: Row,
): Row {
  const id = `${table}-${day}-${time}-${JSON.stringify(rest)}`;
  const who = { user_id: user, user_email: user === null ? null : (EMAILS[user] ?? null) };
  const where =
    table === 'codex' ? { workspace_id: W } : { log_type: table === 'auth' ? 'AUTH_LOG' : 'AUDIT_LOG' };
  return {
    event_id: id,
    event_time: at(day, time),
    event_day: nov(day),
    event_hour: Number(time.slice(0, 2)),
    principal_id: W,
    ...who,
    ...where,
    ...rest,
  };
}

const codex = (time: string, user: string, event_type: string, rest: Row = {}) =>
  event('codex', 16, time, user, { event_type, ...rest });

function revision(day: number, revision: number, first: string, last: string, figures: Row): Row {
  return {
    source: 'usage_workspace',
    scope_id: W,
    day: nov(day),
    revision,
    state: 'landed',
    figures: JSON.stringify(figures),
    first_pulled_at: first,
    pulled_at: last,
  };
}

export const SMALL_COMPANY: Rows = {
  coverage,
  usage_user_day: usage,
  usage_user_client_day: [
    {
      workspace_id: W,
      day: nov(9),
      user_id: 'ann',
      client_id: 'CODEX_CLI',
      threads: 1,
      turns: 6,
      credits: 3,
    },
    {
      workspace_id: W,
      day: nov(11),
      user_id: 'bob',
      client_id: 'CODEX_IDE_VSCODE',
      threads: 1,
      turns: 4,
      credits: 2,
    },
    {
      workspace_id: W,
      day: nov(11),
      user_id: 'bob',
      client_id: 'CODEX_HOLOGRAM',
      threads: 1,
      turns: 4,
      credits: 2,
    },
  ],
  usage_user_model_day: [
    {
      workspace_id: W,
      day: nov(9),
      user_id: 'ann',
      model: 'gpt-5.5',
      speed: 'standard',
      credits: 2,
      total_tokens: 80,
    },
    {
      workspace_id: W,
      day: nov(9),
      user_id: 'ann',
      model: 'gpt-5.5',
      speed: 'fast',
      credits: 1,
      total_tokens: 20,
    },
    { workspace_id: W, day: nov(11), user_id: 'bob', model: 'other', speed: null, credits: 4 },
  ],
  usage_workspace_day: totals,
  usage_workspace_model_day: [
    { workspace_id: W, day: nov(9), model: 'gpt-5.5', speed: 'standard', credits: 2 },
    { workspace_id: W, day: nov(9), model: 'gpt-5.5', speed: 'fast', credits: 1 },
  ],
  users: [
    {
      workspace_id: W,
      user_id: 'ann',
      user_email: EMAILS.ann,
      user_name: 'Ann',
      status: 'active',
      first_seen_day: nov(2),
      last_seen_day: nov(19),
    },
    {
      workspace_id: W,
      user_id: 'bob',
      user_name: 'Bob',
      status: 'active',
      first_seen_day: nov(2),
      last_seen_day: nov(19),
    },
    {
      workspace_id: W,
      user_id: 'cyd',
      user_email: 'cyd@example.com',
      status: 'active',
      first_seen_day: nov(2),
      last_seen_day: nov(19),
    },
    {
      workspace_id: W,
      user_id: 'dan',
      user_email: EMAILS.dan,
      status: 'deactivated',
      first_seen_day: nov(2),
      last_seen_day: nov(19),
    },
  ],
  costs_hour: [
    cost(9, 'ann', 'Codex', 3, '[{"id":"g2","name":"green"},{"id":"g1","name":"blue"}]'),
    cost(9, 'ann', 'ChatGPT', 1, '[{"id":"g1","name":"blue"}, {"name": "green", "id":"g2"}]'),
    cost(11, 'bob', 'Codex', 4, '[{"id":"g3","name":"red"}]'),
    {
      ...cost(16, 'ann', 'Codex', 4.5, '[{"id":"g2","name":"green"},{"id":"g1","name":"blue"}]'),
      cost_usd: 0.25,
    },
    // What is billed in both adds up to two figures, and what is in neither to none.
    {
      ...cost(16, 'ann', 'Work', 1.5, '[{"id":"g1","name":"blue"}]'),
      cost_usd: 2.5,
      estimated_cost_usd: 0.06,
      other_amounts:
        '[{"field":"cost","value":80.25,"unit":"EUR"},{"field":"estimated_cost_usd","value":9,"unit":"EUR"}]',
    },
    {
      ...cost(16, 'bob', 'Work', null, null),
      cost_usd: 0.5,
      other_amounts:
        '[{"field":"cost","value":{"unit\\":\\"":1},"unit":"a \\"b\\""},{"field":"cost","value":7,"unit":null}]',
    },
    cost(2, 'ann', 'Codex', 0, '[{"id":"g0","name":"alpha"}]'),
  ],
  code_reviews_day: [
    {
      workspace_id: W,
      day: nov(9),
      reviews: 4,
      comments: 10,
      comments_p0: 1,
      comments_p1: 4,
      comments_p2: 5,
    },
    {
      workspace_id: W,
      day: nov(12),
      reviews: 2,
      comments: 4,
      comments_p0: 0,
      comments_p1: 3,
      comments_p2: 1,
    },
  ],
  code_review_responses_day: [
    {
      workspace_id: W,
      day: nov(9),
      comments_merged: 20,
      comments_engaged: 5,
      comments_upvoted: 4,
      comments_downvoted: 1,
      comments_replied: 2,
    },
    {
      workspace_id: W,
      day: nov(12),
      comments_merged: 5,
      comments_engaged: 0,
      comments_upvoted: 0,
      comments_downvoted: 0,
      comments_replied: 0,
    },
  ],
  codex_log: [
    codex('09:10:00', 'ann', 'PROMPT_SENT'),
    codex('09:50:00', 'ann', 'PROMPT_SENT'),
    codex('09:59:00', 'bob', 'PROMPT_SENT'),
    codex('10:00:00', 'bob', 'PROMPT_SENT'),
    codex('10:01:00', 'ann', 'APP_MCP_CALL', { mcp_name: 'issues' }),
    codex('10:01:01', 'ann', 'APP_MCP_RESULT', { mcp_name: 'issues', status: 'success' }),
    codex('10:02:00', 'ann', 'APP_MCP_CALL', { mcp_name: 'issues' }),
    codex('10:02:01', 'ann', 'APP_MCP_RESULT', {
      mcp_name: 'issues',
      status: 'error',
      error_code: 'timeout',
    }),
    codex('10:03:00', 'bob', 'APP_MCP_CALL', { mcp_name: 'issues' }),
    codex('10:04:00', 'ann', 'TOOL_CALL_COMPLETED', { tool_type: 'function', tool_name: 'shell' }),
    codex('10:05:00', 'bob', 'TOOL_CALL_COMPLETED', { tool_type: 'function', tool_name: 'shell' }),
    codex('10:06:00', 'bob', 'TOOL_CALL_COMPLETED', { tool_type: 'function', tool_name: 'shell' }),
    codex('10:07:00', 'bob', 'TOOL_CALL_FAILED', { tool_type: 'function', tool_name: 'shell' }),
    codex('11:00:00', 'bob', 'ENVIRONMENT_UPDATED', {
      environment_id: 'env-1',
      environment_label: 'web',
      environment_agent_settings: '{"network_access":"on"}',
    }),
    codex('11:01:00', 'ann', 'WORKSPACE_UPDATED', { current_settings: '{"cloud_enabled":true}' }),
    codex('12:00:00', 'ann', 'ACCESS_TOKEN_CREATED', {
      access_token_id: 'soon',
      access_token_name: 'ci',
      access_token_created_by: 'ann',
      access_token_expires_at: '2026-12-01 00:00:00',
    }),
    codex('12:01:00', 'bob', 'ACCESS_TOKEN_CREATED', {
      access_token_id: 'never',
      access_token_created_by: 'bob',
    }),
    codex('12:02:00', 'bob', 'ACCESS_TOKEN_CREATED', {
      access_token_id: 'gone',
      access_token_created_by: 'bob',
    }),
    codex('12:03:00', 'ann', 'ACCESS_TOKEN_REVOKED', {
      access_token_id: 'gone',
      access_token_created_by: 'bob',
    }),
    codex('12:04:00', 'ann', 'ACCESS_TOKEN_CREATED', {
      access_token_id: 'over',
      access_token_created_by: 'ann',
      access_token_expires_at: '2026-11-18 00:00:00',
    }),
    codex('13:00:00', 'ann', 'PLUGIN_INSTALLED', {
      plugin_id: 'p1',
      plugin_name: 'notes',
      plugin_version: '1.0.0',
      plugin_scope: 'USER',
    }),
    codex('13:01:00', 'bob', 'PLUGIN_INSTALLED', {
      plugin_id: 'p1',
      plugin_name: 'notes',
      plugin_version: '1.1.0',
      plugin_scope: 'USER',
    }),
    codex('13:02:00', 'bob', 'PLUGIN_UNINSTALLED', {
      plugin_id: 'p1',
      plugin_name: 'notes',
      plugin_version: '1.1.0',
      plugin_scope: 'USER',
    }),
    codex('14:00:00', 'ann', 'HOLOGRAM_SENT', { extra_json: '{"$.event_details.colour":"red"}' }),
  ],
  codex_security_log: [
    {
      ...event('codex', 9, '09:00:00', 'ann', {
        event_type: 'SCAN_FINDING_UPDATED',
        finding_id: 'f1',
        finding_status: 'open',
        finding_criticality: 'high',
      }),
    },
    {
      ...event('codex', 10, '09:00:00', 'bob', {
        event_type: 'SCAN_FINDING_UPDATED',
        finding_id: 'f1',
        finding_status: 'fixed',
      }),
    },
    {
      ...event('codex', 11, '09:00:00', 'ann', {
        event_type: 'PROPOSED_PATCH_PR_CREATED',
        finding_id: 'f1',
        pull_request_url: 'https://example.com/pr/1',
      }),
    },
  ],
  compliance_log: [
    event('auth', 14, '10:00:00', 'ann', { action: 'login_success' }),
    event('auth', 16, '09:00:00', 'ann', { action: 'login_success' }),
    event('auth', 16, '22:00:00', 'bob', { action: 'native_login_success', client_ip: '192.0.2.1' }),
    event('auth', 16, '22:00:01', 'bob', { action: 'token_issued' }),
    event('auth', 16, '22:30:00', 'bob', { action: 'logout_success' }),
    event('audit', 9, '10:00:00', 'ann', {
      action: 'INVITE_USER',
      action_result: 'SUCCESS',
      action_privilege: 'ADMIN',
      client_country: 'DE',
    }),
    event('audit', 12, '10:00:00', 'ann', {
      action: 'INVITE_USER',
      action_result: 'BLOCKED',
      action_privilege: 'ADMIN',
      client_country: 'FR',
    }),
    event('audit', 12, '11:00:00', 'ann', {
      action: 'INVITE_USER',
      action_result: 'BLOCKED',
      action_privilege: 'ADMIN',
      client_country: 'FR',
    }),
    event('audit', 12, '12:00:00', null, {
      actor_type: 'API_KEY',
      actor_id: 'sk-...abcd',
      action: 'LIST_WORKSPACE_LOG_FILES',
      action_result: 'SUCCESS',
    }),
    event('audit', 16, '14:00:00', 'ann', {
      log_type: 'CODEX_TURN',
      turn_id: 't-ann',
      turn_session_id: 's-ann',
      turn_client_id: 'CODEX_CLI',
      turn_model: 'gpt-5.5',
      turn_uncached_input_tokens: 100,
      turn_cached_input_tokens: 20,
      turn_output_tokens: 50,
      turn_credits: 7,
      turn_estimated_cost_usd: 0.25,
    }),
    event('audit', 16, '15:00:00', 'bob', {
      log_type: 'CODEX_TURN',
      turn_id: 't-bob',
      turn_cost_usd: 0.5,
    }),
  ],
  ledger_days: [
    revision(9, 1, at(10, '06:00:00'), at(10, '06:00:00'), { rows: 1, credits: 2, turns: 6, cost_usd: null }),
    revision(9, 2, at(12, '06:00:00'), at(14, '06:00:00'), { rows: 1, credits: 3, turns: 6, cost_usd: null }),
  ],
  log_types: [
    {
      scope_id: ORG,
      log_type: 'COSTS',
      is_listable: true,
      is_collected: true,
      latest_event_at: at(17, '23:00:00'),
      asked_at: at(18, '06:00:00'),
    },
    {
      scope_id: W,
      log_type: 'APP_LOG',
      is_listable: true,
      is_collected: false,
      asked_at: at(18, '06:00:00'),
    },
  ],
  rejects: [
    {
      source: 'usage',
      scope_id: W,
      day: nov(9),
      raw_key: 'raw/a',
      line: 1,
      part: 1,
      reason: 'user_id: missing',
      pulled_at: at(10, '06:00:00'),
    },
    {
      source: 'usage',
      scope_id: W,
      day: nov(9),
      raw_key: 'raw/a',
      line: 2,
      part: 1,
      reason: 'user_id: missing',
      pulled_at: at(10, '07:00:00'),
    },
  ],
  allowlist_changes: [
    {
      target: 'github:acme',
      revision: 1,
      prefix: '20.1.0.0/28',
      change: 'added',
      changed_at: at(2, '08:00:00'),
    },
    {
      target: 'github:acme',
      revision: 1,
      prefix: '20.2.0.0/28',
      change: 'added',
      changed_at: at(2, '08:00:00'),
    },
    {
      target: 'github:acme',
      revision: 2,
      prefix: '20.1.0.0/28',
      change: 'lost',
      changed_at: at(5, '09:00:00'),
    },
    {
      target: 'github:acme',
      revision: 3,
      prefix: '20.1.0.0/28',
      change: 'added',
      changed_at: at(5, '09:00:00'),
    },
    {
      target: 'github:acme',
      revision: 4,
      prefix: '20.2.0.0/28',
      change: 'removed',
      changed_at: at(9, '10:00:00'),
    },
  ],
};
