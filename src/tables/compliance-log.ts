import { bigint, decimal, json, orGiven, string } from './column.ts';
import { defineTable } from './define-table.ts';
import { actor, envelope, eventTable, provenance, requestColumns, TYPES_WITH_TABLES } from './event.ts';
import type { RawRecord } from './record.ts';

const p = '$.payload';

/** What CODEX_TURN tells of a turn. One reader alone has seen it, so it has no table of its own; the view codex_turns reads it. */
const turn = {
  turn_id: string(
    `${p}.turn_id`,
    'Turn of a CODEX_TURN event; null for all other types, as all columns of turns are.',
  ),
  turn_session_id: string(`${p}.session_id`, 'Session (thread) of that turn.'),
  turn_client_id: string(
    `${p}.product_client_id`,
    'Surface of that turn as upstream names it; an open set, see dim_client.',
  ),
  turn_model: string(`${p}.model`, 'Model of that turn.'),
  turn_uncached_input_tokens: bigint(
    `${p}.token_usage.uncached_input_tokens`,
    'Input tokens of that turn that were not read from cache. May be added up.',
  ),
  turn_cached_input_tokens: bigint(
    `${p}.token_usage.cached_input_tokens`,
    'Input tokens of that turn read from cache. May be added up.',
  ),
  turn_output_tokens: bigint(
    `${p}.token_usage.output_tokens`,
    'Output tokens of that turn. May be added up.',
  ),
  turn_credits: decimal(
    `${p}.credits`,
    'Credits of that turn. May be added up; never with dollars, and never with usage or costs_hour, which count the same work.',
  ),
  turn_cost_usd: decimal(
    `${p}.cost_usd`,
    'US dollars of that turn, where it is billed in dollars. May be added up; never with credits or an estimate.',
  ),
  turn_estimated_cost_usd: decimal(
    `${p}.estimated_cost_usd`,
    'US dollars its credits are worth at the current rate: an estimate, not the bill. May be added up; never with turn_cost_usd.',
  ),
};

export const complianceLog = defineTable({
  ...eventTable,
  name: 'compliance_log',
  doc: 'Every other compliance log type: audit, authentication, and any type asked for by name. One row per event; filter on log_type.',
  // An id is unique within its log alone.
  key: ['log_type', 'event_id'],
  sort: ['log_type', 'event_time'],
  columns: {
    log_type: orGiven(
      'log_type',
      string(
        '$.type',
        'Type of the event, such as AUDIT_LOG or AUTH_LOG; an open set. That of its log file where the event says none.',
      ),
    ),
    ...envelope,
    action: string(
      ['$.action', '$.action_data->$.action'],
      'What was done: the action of an audit or authentication event.',
    ),
    action_result: string('$.action_result', 'SUCCESS, BLOCKED or ERROR; null outside audit events.'),
    action_privilege: string('$.action_privilege', 'ADMIN or STANDARD_USER; null outside audit events.'),
    auth_provider_name: string('$.action_data->$.auth_provider_name', 'Provider of an authentication event.'),
    action_data: json('$.action_data', 'Details of the action as upstream says them.', {
      action: 'enum',
      auth_provider_name: 'enum',
      email: 'email',
      event_type: 'enum',
      feature: 'enum',
      role: 'enum',
      target: 'id',
      user_email: 'email',
    }),
    ...requestColumns([], ['$.action_data->$.request_metadata.client_ip', '$.action_data->$.client_ip']),
    ...provenance,
    ...actor,
    ...turn,
  },
});

export const complianceEvent: RawRecord = {
  name: 'compliance_log',
  tables: [complianceLog],
  ignored: [],
  eventTypes: { allBut: TYPES_WITH_TABLES },
};
