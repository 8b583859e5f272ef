import { type Column, dayPart, given, hourPart, person, string, timestamp } from './column.ts';
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
  actor_type: string('$.actor.type', 'Who acted: ACCOUNT_USER, API_KEY, SYSTEM; an open set.'),
  user_id: string('$.actor.user_id', 'User who acted; null when the actor is not a user.'),
  user_email: person(
    '$.actor.user_email',
    'E-mail of that user as upstream gives it; null when it gives none.',
  ),
  actor_id: string(
    ['$.actor.id', '$.actor.redacted_id'],
    'Id of an actor that is not a user; for an API key its redacted form.',
  ),
  credential_id: string('$.actor.credential_id', 'Credential the user acted with; null when not said.'),
} satisfies Record<string, Column>;

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
  key: ['event_id'],
  merge: { how: 'append' },
  sort: ['event_time'],
} satisfies Partial<Table>;

/** Log types with a table of their own; every other type goes into `compliance_log`. */
export const TYPES_WITH_TABLES = ['CODEX_LOG', 'CODEX_SECURITY_LOG', 'COSTS'] as const;
