import { isWeekend } from '../calendar.ts';
import type { Company } from '../company/company.ts';
import { type Person, ROLLOUT_START } from '../company/person.ts';
import { hex8 } from '../ids.ts';
import { mix, Random } from '../random.ts';
import { prose } from '../text/prose.ts';
import { type LogLine, logLine } from './envelope.ts';

export const SECURITY_EVENT_TYPES = [
  'SCAN_FINDING_UPDATED',
  'PROPOSED_PATCH_PR_CREATED',
  'SCAN_CONFIGURATION_UPDATED',
  'SCAN_CONFIGURATION_CREATED',
] as const;

/** CODEX_SECURITY_LOG: an audit trail of scans and findings, about 15 events a weekday for 250 people. */
export function securityLines(company: Company, day: number): LogLine[] {
  if (day < ROLLOUT_START) return [];
  const people = company.people.filter((person) => person.adoptedDay <= day && day < person.leftDay);
  const random = new Random(mix(mix(company.hash, 0x5ec0), day));
  const count = isWeekend(day) ? 1 : 5 + Math.floor(company.people.length / 25);
  return Array.from({ length: count }, (_, serial) => {
    // Findings are touched far more often than configurations, but each kind comes by every weekday.
    const eventType = SECURITY_EVENT_TYPES[serial < 4 ? (serial + day) % 4 : random.below(2)]!;
    const person = random.pick(people);
    const rest = {
      event_type: eventType,
      client_id: 'CODEX_WEB',
      workspace_id: company.workspaceId,
      event_details: { detail_type: eventType, ...detailsOf(eventType, random, company, person) },
    };
    const micros = (8 * 3600 + random.below(11 * 3600)) * 1e6 + random.below(1e6);
    return logLine(company, { type: 'CODEX_SECURITY_LOG', day, micros, serial, actor: person.actor, rest });
  });
}

function detailsOf(
  eventType: string,
  random: Random,
  company: Company,
  person: Person,
): Record<string, unknown> {
  const findingId = `hid-${random.below(900)}`;
  const configurationId = `scancfg-${random.below(40)}`;
  if (eventType === 'PROPOSED_PATCH_PR_CREATED') {
    const number = random.between(1, 4000);
    const url = random.chance(0.15) ? null : `https://github.com/example/web/pull/${number}`;
    return { finding_id: findingId, pr_url: url };
  }
  if (eventType === 'SCAN_FINDING_UPDATED') {
    return { finding_id: findingId, updated_fields: findingChanges(random, person) };
  }
  const fields = configurationFields(random, company, person);
  if (eventType === 'SCAN_CONFIGURATION_CREATED') {
    return { scan_configuration_id: configurationId, scan_configuration_fields: fields };
  }
  const changed = random.chance(0.5)
    ? { state: random.pick(['active', 'paused']) }
    : { lookback_days: 30, project_overview_updated: true, project_overview_length: random.between(80, 900) };
  return {
    scan_configuration_id: configurationId,
    updated_fields: changed,
    scan_configuration_fields: fields,
  };
}

function findingChanges(random: Random, person: Person): Record<string, unknown> {
  const resolved = random.chance(0.6);
  return {
    ...(resolved && {
      status: random.pick(['fixed', 'wontfix', 'false_positive']),
      resolution_reason: prose(random, 110),
      resolution_reason_updated: true,
    }),
    ...((!resolved || random.chance(0.3)) && {
      criticality: random.pick(['low', 'medium', 'high', 'critical']),
      criticality_reason: prose(random, 110),
      criticality_reason_updated: true,
    }),
    ...(random.chance(0.4) && { assignee_user_email: person.email }),
  };
}

function configurationFields(random: Random, company: Company, person: Person): Record<string, unknown> {
  const repo = random.below(50);
  return {
    scan_type: random.pick(['repository', 'commit']),
    owner_id: person.userId,
    workspace_id: company.workspaceId,
    repo_id: `repo-${repo}`,
    repo_url: `https://github.com/example/repo-${repo}`,
    environment_id: random.chance(0.3) ? null : `env-${hex8(random.below(2 ** 32))}`,
    state: random.pick(['active', 'paused']),
    lookback_days: random.pick([7, 30, 90]),
    notification_rules_created_count: random.below(3),
    notification_rules_updated_count: random.below(2),
    notification_rules_deleted_count: 0,
  };
}
