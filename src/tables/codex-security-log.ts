import { bigint, boolean, json, ordinal, person, string, words } from './column.ts';
import { defineTable } from './define-table.ts';
import { actor, codexEnvelope, envelope, eventTable, provenance, requestColumns } from './event.ts';
import type { RawRecord } from './record.ts';

const d = '$.event_details';
const scan = `${d}.scan_configuration_fields`;
const updated = `${d}.updated_fields`;

export const codexSecurityLog = defineTable({
  ...eventTable,
  name: 'codex_security_log',
  doc: 'Audit trail of Codex Security: scans configured, findings changed, patches proposed. One row per event; not an export of findings.',
  columns: {
    ...envelope,
    ...codexEnvelope,
    scan_configuration_id: string(`${d}.scan_configuration_id`, 'Scan configuration created or updated.'),
    scan_type: string(`${scan}.scan_type`, 'Type of scan.'),
    scan_owner_id: string(
      [`${updated}.owner_id`, `${scan}.owner_id`],
      'Owner of the scan, as changed or as it stands.',
    ),
    scan_workspace_id: string(`${scan}.workspace_id`, 'Workspace of the scan.'),
    repo_id: string(`${scan}.repo_id`, 'Repository scanned.'),
    repo_url: string(`${scan}.repo_url`, 'Address of that repository.'),
    environment_id: string(
      [`${updated}.environment_id`, `${scan}.environment_id`],
      'Environment of the scan, as changed or as it stands.',
    ),
    scan_state: string(
      [`${updated}.state`, `${scan}.state`],
      'State of the scan, as changed or as it stands.',
    ),
    lookback_days: bigint(
      [`${updated}.lookback_days`, `${scan}.lookback_days`],
      'Days the scan looks back. Not for adding up.',
    ),
    notification_rules_created: bigint(
      [`${updated}.notification_rules_created_count`, `${scan}.notification_rules_created_count`],
      'Notification rules created by the event. May be added up.',
    ),
    notification_rules_updated: bigint(
      [`${updated}.notification_rules_updated_count`, `${scan}.notification_rules_updated_count`],
      'Notification rules updated. May be added up.',
    ),
    notification_rules_deleted: bigint(
      [`${updated}.notification_rules_deleted_count`, `${scan}.notification_rules_deleted_count`],
      'Notification rules deleted. May be added up.',
    ),
    project_overview_updated: boolean(
      `${updated}.project_overview_updated`,
      'Whether the project overview changed; null when not said.',
    ),
    project_overview_length: ordinal(
      `${updated}.project_overview_length`,
      'Length of the overview in characters. Not for adding up.',
    ),
    finding_id: string(`${d}.finding_id`, 'Finding changed, or patched.'),
    finding_status: string(`${updated}.status`, 'New status of the finding; null when unchanged.'),
    finding_assignee_email: person(`${updated}.assignee_user_email`, 'New assignee; null when unchanged.'),
    finding_criticality: string(`${updated}.criticality`, 'New criticality; null when unchanged.'),
    ...words('resolution_reason', `${updated}.resolution_reason`, 'the reason of the resolution'),
    resolution_reason_updated: boolean(
      `${updated}.resolution_reason_updated`,
      'Whether that reason changed; null when not said.',
    ),
    ...words('criticality_reason', `${updated}.criticality_reason`, 'the reason of the criticality'),
    criticality_reason_updated: boolean(
      `${updated}.criticality_reason_updated`,
      'Whether that reason changed; null when not said.',
    ),
    pull_request_url: string(`${d}.pr_url`, 'Pull request of a proposed patch; null when not said.'),
    agent_json: json('$.agent', 'Agent that acted, as upstream says it; null when none.', { name: 'person' }),
    ...provenance,
    ...actor,
    ...requestColumns([d]),
  },
});

export const codexSecurityEvent: RawRecord = {
  name: 'codex_security_log',
  tables: [codexSecurityLog],
  ignored: [],
  eventTypes: { only: 'CODEX_SECURITY_LOG' },
};
