import type { JsonRules } from '../privacy/json-rules.ts';
import { codexContent } from './codex-content.ts';
import { bigint, type Column, expiry, json, ofKinds, ordinal, string, words } from './column.ts';
import { defineTable } from './define-table.ts';
import { actor, codexEnvelope, envelope, eventTable, provenance, requestColumns } from './event.ts';
import type { RawRecord } from './record.ts';

const d = '$.event_details';

/** `decision` means another thing in each sub-type. */
const decisionOf = (kinds: readonly string[], doc: string, isOthers = false): Column =>
  ofKinds({ saidBy: ['$.event_type', `${d}.detail_type`], kinds, isOthers }, string(`${d}.decision`, doc));

const decisions = {
  tool_decision: decisionOf(
    ['TOOL_DECISION'],
    'Of a TOOL_DECISION: whether the tool call that was suggested may be made, such as approved or denied; an open set, and null for all other events. It decides on a call of a tool, elicitation_decision on a question of an app.',
  ),
  other_decision: decisionOf(
    ['APP_MCP_ELICITATION', 'TOOL_DECISION'],
    'Decision of any other event that has one; what it decides on, its event_type says.',
    true,
  ),
};

const conversation = {
  session_id: string(`${d}.session_id`, 'Session (thread) of a prompt, response or tool call.'),
  turn_id: string(`${d}.turn_id`, 'Turn of a prompt, response or tool call; null when not said.'),
  call_id: string(`${d}.call_id`, 'Call the event belongs to; null when not said.'),
  tool_call_id: string(`${d}.tool_call_id`, 'Call of a tool; joins suggested, completed and failed.'),
  model: string(`${d}.model`, 'Model that answered or called the tool; null when not said.'),
  service_tier: string(`${d}.service_tier`, 'Service tier of a response.'),
  reasoning_effort: string(`${d}.reasoning_effort`, 'Reasoning effort of a response.'),
  status: string(`${d}.status`, 'Outcome of a response, tool call, MCP result or deployment; an open set.'),
  ...words('prompt_text', `${d}.prompt_text`, 'the prompt'),
  ...words('response_text', `${d}.response_text`, 'the response'),
  input_tokens: bigint(
    `${d}.token_usage.input_tokens`,
    'Raw input tokens of a response. May be added up; does not reconcile with credits or with costs_hour.',
  ),
  output_tokens: bigint(
    `${d}.token_usage.output_tokens`,
    'Raw output tokens of a response. May be added up.',
  ),
  cached_input_tokens: bigint(
    `${d}.token_usage.cached_input_tokens`,
    'Input tokens read from cache. May be added up.',
  ),
  reasoning_output_tokens: bigint(
    `${d}.token_usage.reasoning_output_tokens`,
    'Output tokens spent on reasoning. May be added up.',
  ),
  tool_name: string(`${d}.tool_name`, 'Tool of a tool call.'),
  tool_type: string(`${d}.tool_type`, 'Kind of that tool.'),
  ...words('tool_input', `${d}.tool_input`, 'the serialized tool input'),
};

const environment = {
  environment_id: string(`${d}.environment_id`, 'Cloud environment of the event; null when none.'),
  environment_label: string(`${d}.environment_fields.label`, 'Label of an environment created or updated.'),
  ...words('environment_description', `${d}.environment_fields.description`, "the environment's description"),
  environment_repos: json(
    `${d}.environment_fields.repos`,
    'Repositories of an environment created or updated.',
    { '': 'slug' },
  ),
  environment_env_var_keys: json(
    `${d}.environment_fields.env_var_keys`,
    'Names of its environment variables; values never reach the lake.',
    { '': 'slug' },
  ),
  environment_cache_settings: json(
    `${d}.environment_fields.cache_settings`,
    'Cache settings of that environment.',
  ),
  environment_agent_settings: json(
    `${d}.environment_fields.agent_settings`,
    'Agent settings, such as internet access.',
    { network_access: 'enum' },
  ),
  environment_permissions: json(`${d}.environment_fields.permissions`, 'Permissions of that environment.', {
    share: 'enum',
  }),
};

const settings: JsonRules = { code_review: 'enum', internet_access: 'enum' };

const administration = {
  previous_settings: json(`${d}.previous_settings`, 'Workspace settings before an update.', settings),
  current_settings: json(`${d}.current_settings`, 'Workspace settings after an update.', settings),
  access_token_id: string(`${d}.access_token_id`, 'Access token created or revoked.'),
  access_token_name: string(`${d}.access_token_name`, 'Name of that token.'),
  access_token_created_by: string(`${d}.created_by_user_id`, 'User who created the token.'),
  access_token_expires_at: expiry(
    `${d}.expires_at`,
    'When the token expires, UTC; null when never or not said.',
  ),
};

const mcp = {
  mcp_name: string(`${d}.name`, 'Tool of an MCP call, result or elicitation.'),
  ...words('mcp_arguments', `${d}.arguments`, 'the arguments of an MCP call'),
  mcp_tool_meta: json(`${d}.tool_meta`, 'What the app says about its tool.'),
  error_code: string(`${d}.error_code`, 'Error code of a failed MCP result.'),
  ...words('error_message', `${d}.error_message`, 'the error message of an MCP result'),
  ...words('result_preview', `${d}.result_preview`, 'the preview of an MCP result'),
  elicitation_type: string(`${d}.elicitation_type`, 'Kind of MCP elicitation.'),
  elicitation_phase: string(`${d}.phase`, 'Phase of the elicitation.'),
  elicitation_decision: decisionOf(
    ['APP_MCP_ELICITATION'],
    'What the person decided on an MCP elicitation; null when open, and for all other events.',
  ),
  elicitation_url: string(`${d}.url`, 'Where the elicitation points.'),
};

const pluginsAndSites = {
  plugin_id: string(`${d}.plugin_id`, 'Plugin created, deleted, installed or uninstalled.'),
  plugin_release_id: string(`${d}.plugin_release_id`, 'Release of that plugin.'),
  plugin_version: string(`${d}.plugin_version`, 'Version of that plugin.'),
  plugin_name: string(`${d}.plugin_name`, 'Name of that plugin.'),
  plugin_display_name: string(`${d}.plugin_display_name`, 'Name people see.'),
  marketplace_name: string(`${d}.marketplace_name`, 'Marketplace it came from; null when none.'),
  plugin_scope: string(`${d}.plugin_scope`, 'GLOBAL, WORKSPACE or USER; an open set.'),
  plugin_creator_id: string(
    `${d}.plugin_creator_account_user_id`,
    'Account user who created it; null when not said.',
  ),
  project_id: string(`${d}.project_id`, 'Site project.'),
  project_slug: string(`${d}.slug`, 'Slug of the site project.'),
  version_id: string(`${d}.version_id`, 'Version of the site.'),
  version_number: ordinal(`${d}.version_number`, 'Number of that version. Not for adding up.'),
  deployment_id: string(`${d}.deployment_id`, 'Deployment of that version.'),
  environment_revision: string(`${d}.environment_revision`, 'Environment revision deployed.'),
  site_url: string(`${d}.site_url`, 'Address of a completed deployment; null when it failed.'),
};

export const codexLog = defineTable({
  ...eventTable,
  name: 'codex_log',
  doc: "What happened in Codex: prompts, responses, tool calls, environments, tokens, MCP, plugins, sites. One row per event of ChatGPT-authenticated use; people's words are kept as length and keyed hash.",
  columns: {
    ...envelope,
    ...codexEnvelope,
    agent_type: string('$.agent.type', 'Kind of agent that acted; null when not said.'),
    agent_id: string('$.agent.id', 'Id of that agent.'),
    agent_name: string('$.agent.name', 'Name of that agent.'),
    ...conversation,
    ...environment,
    ...administration,
    ...mcp,
    ...pluginsAndSites,
    ...provenance,
    ...actor,
    ...requestColumns([d]),
    ...decisions,
  },
});

export const codexLogEvent: RawRecord = {
  name: 'codex_log',
  tables: [codexLog],
  content: codexContent,
  ignored: [],
  eventTypes: { only: 'CODEX_LOG' },
};
