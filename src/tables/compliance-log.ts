import { asn, double, json, orGiven, string } from './column.ts';
import { defineTable } from './define-table.ts';
import { envelope, eventTable, provenance, TYPES_WITH_TABLES } from './event.ts';
import type { RawRecord } from './record.ts';

const request = '$.request_metadata';

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
    action_data: json('$.action_data', 'Details of the action as upstream says them.'),
    client_ip: string(`${request}.client_ip`, 'Address the request came from.'),
    client_country: string(`${request}.client_ip_details.country`, 'Country of that address.'),
    client_region: string(`${request}.client_ip_details.region`, 'Region of that address.'),
    client_region_code: string(`${request}.client_ip_details.region_code`, 'Code of that region.'),
    client_city: string(`${request}.client_ip_details.city`, 'City of that address.'),
    client_asn: asn(
      `${request}.client_ip_details.asn`,
      'Autonomous system of that address. Not for adding up.',
    ),
    client_latitude: double(`${request}.client_ip_details.latitude`, 'Latitude in degrees.'),
    client_longitude: double(`${request}.client_ip_details.longitude`, 'Longitude in degrees.'),
    client_user_agent: string(`${request}.client_user_agent`, 'User agent of the request.'),
    client_ja3: string(`${request}.client_ja3`, 'JA3 fingerprint of the TLS client.'),
    client_ja4: string(`${request}.client_ja4`, 'JA4 fingerprint of the TLS client.'),
    destination_hostname: string(`${request}.destination_hostname`, 'Host that was asked.'),
    ...provenance,
  },
});

export const complianceEvent: RawRecord = {
  name: 'compliance_log',
  tables: [complianceLog],
  ignored: [],
  eventTypes: { allBut: TYPES_WITH_TABLES },
};
