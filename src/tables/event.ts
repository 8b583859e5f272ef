import { asn, type Column, dayPart, double, given, hourPart, person, string, timestamp } from './column.ts';
import type { Table } from './define-table.ts';
import { extra } from './record-columns.ts';

/** What every compliance log event says of itself: the envelope around the details. */
export const envelope = {
  event_id: string(
    '$.event_id',
    'Upstream id of the event; the lake holds each once, however many files brought it.',
  ),
  event_time: timestamp(
    'iso',
    '$.timestamp',
    'When it happened, UTC, cut to milliseconds; null when upstream gave no usable time.',
  ),
  event_day: dayPart('event_time', 'UTC day it happened; null when upstream gave no usable time.'),
  event_hour: hourPart(
    'event_time',
    'UTC hour of that day, 0 to 23, far less to read than the time; null with event_time. Not for adding up.',
  ),
  principal_id: string('$.principal.id', 'Workspace or organization the event belongs to.'),
  principal_type: string('$.principal.type', 'CHATGPT_WORKSPACE or API_PLATFORM_ORG; an open set.'),
  actor_type: string(
    '$.actor.type',
    'Who acted: ACCOUNT_USER, API_KEY, SYSTEM, EXTERNAL_COLLABORATION_USER, AGENT; an open set.',
  ),
  user_id: string('$.actor.user_id', 'User who acted; null when the actor is not a user.'),
  user_email: person(
    '$.actor.user_email',
    'E-mail of that user as upstream gives it; null when it gives none.',
  ),
  actor_id: string(
    ['$.actor.id', '$.actor.redacted_id', '$.actor.provider_user_id'],
    'Id of an actor that is not a user of the workspace: of an API key its redacted form, of an external collaborator that at their provider, of an agent its own.',
  ),
  credential_id: string('$.actor.credential_id', 'Credential the user acted with; null when not said.'),
} satisfies Record<string, Column>;

/** What upstream says of other actors than users and keys; columns that came later, and so stand last. */
export const actor = {
  actor_provider: string(
    '$.actor.provider',
    'Where an external collaborator is signed in; null for all other actors.',
  ),
  actor_name: person('$.actor.name', 'Name of an agent that acted; null for all other actors.'),
  actor_product_id: string('$.actor.product_id', 'Product id of an agent that acted: which agent it is.'),
  actor_product_type: string('$.actor.product_type', 'Kind of product that agent is; an open set.'),
  agent_runtime_id: string('$.actor.agent_runtime.id', 'Run of the agent that acted.'),
  agent_task_id: string('$.actor.agent_task.id', 'Task that agent worked on.'),
  delegator_type: string(
    '$.actor.agent_runtime.delegator.type',
    'Who the agent acted for, such as ACCOUNT_USER; an open set.',
  ),
  delegator_user_id: string(
    ['$.actor.agent_runtime.delegator.user_id', '$.actor.agent_runtime.delegator.id'],
    'Id of whom the agent acted for; null when it acted for nobody, or upstream does not say.',
  ),
  delegator_email: person(
    ['$.actor.agent_runtime.delegator.user_email', '$.actor.agent_runtime.delegator.email'],
    'E-mail of whom the agent acted for; null when upstream gives none.',
  ),
} satisfies Record<string, Column>;

/**
 * Where a request came from, which stands in `request_metadata`: that of the event or, `within` what its log has of details, that of
 * those; and `others`, where an address alone may stand.
 */
export function requestColumns(within: readonly string[] = [], others: readonly string[] = []) {
  const at = (path: string) => ['$', ...within].map((outer) => `${outer}.request_metadata.${path}`);
  return {
    client_ip: string([...at('client_ip'), ...others], 'Address the request came from.'),
    client_country: string(at('client_ip_details.country'), 'Country of that address.'),
    client_region: string(at('client_ip_details.region'), 'Region of that address.'),
    client_region_code: string(at('client_ip_details.region_code'), 'Code of that region.'),
    client_city: string(at('client_ip_details.city'), 'City of that address.'),
    client_asn: asn(at('client_ip_details.asn'), 'Autonomous system of that address. Not for adding up.'),
    client_latitude: double(at('client_ip_details.latitude'), 'Latitude in degrees.'),
    client_longitude: double(at('client_ip_details.longitude'), 'Longitude in degrees.'),
    client_user_agent: string(at('client_user_agent'), 'User agent of the request.'),
    client_ja3: string(at('client_ja3'), 'JA3 fingerprint of the TLS client.'),
    client_ja4: string(at('client_ja4'), 'JA4 fingerprint of the TLS client.'),
    destination_hostname: string(at('destination_hostname'), 'Host that was asked.'),
  } satisfies Record<string, Column>;
}

/** What the Codex logs add to the envelope. */
export const codexEnvelope = {
  event_type: string(
    ['$.event_type', '$.event_details.detail_type'],
    'Sub-type of the event, such as PROMPT_SENT; an open set.',
  ),
  client_id: string(
    '$.client_id',
    'Surface as upstream names it, such as CODEX_CLI; an open set, see dim_client.',
  ),
  workspace_id: string('$.workspace_id', 'ChatGPT workspace of the event.'),
} satisfies Record<string, Column>;

/** Where the event came from and what the columns leave over. */
export const provenance = {
  log_file_id: given(
    'log_file_id',
    'Log file that brought the event first; see ledger_files for its checksum.',
  ),
  extra_json: extra,
} satisfies Record<string, Column>;

/** What all event tables share: partitioned by the day of the event, each event once, in order of time. */
export const eventTable = {
  derivation: 3,
  partitionBy: 'event_time',
  span: 'week',
  key: ['event_id'],
  merge: { how: 'append' },
  sort: ['event_time'],
} satisfies Partial<Table>;

/** Log types with a table of their own; every other type goes into `compliance_log`. */
export const TYPES_WITH_TABLES = ['CODEX_LOG', 'CODEX_SECURITY_LOG', 'COSTS'] as const;
