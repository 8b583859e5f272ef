import type { Company } from '../company/company.ts';
import type { Person } from '../company/person.ts';
import { turnsOf } from '../company/turns.ts';
import { hex8 } from '../ids.ts';
import { mix, Random } from '../random.ts';
import { type LogLine, logLine } from './envelope.ts';

const AGENTS = [
  'Mozilla/5.0 (simulated)',
  'codex_cli_rs/0.61.0 (simulated)',
  'ChatGPT/1.2026 (simulated)',
] as const;
const ADMIN_ACTIONS = [
  'UPDATE_WORKSPACE_SETTINGS',
  'INVITE_USER',
  'UPDATE_USER_ROLE',
  'CREATE_GROUP',
  'DELETE_CONNECTOR',
] as const;

/** AUTH_LOG: a login before the day's first turn, now and then a logout or an oddity. */
export function authLines(company: Company, day: number): LogLine[] {
  const lines: LogLine[] = [];
  const add = (person: Person, micros: number, action: string, random: Random) => {
    const rest = {
      request_metadata: { client_ip: clientIp(random), client_user_agent: random.pick(AGENTS) },
      action_data: { action, auth_provider_name: random.pick(['okta', 'okta', 'google-oauth2', null]) },
    };
    lines.push(
      logLine(company, { type: 'AUTH_LOG', day, micros, serial: lines.length, actor: person.actor, rest }),
    );
  };
  for (const person of company.people) {
    const first = turnsOf(person, day)[0];
    if (!first) continue;
    const random = new Random(mix(first.hash, 0xa074));
    const micros = Math.max(0, first.start - 90_000_000);
    const local = !first.surface.cloud;
    add(person, micros, local && random.chance(0.5) ? 'native_login_success' : 'login_success', random);
    if (random.chance(0.3)) add(person, micros + 400_000, 'token_issued', random);
    if (random.chance(0.1))
      add(person, first.start + first.duration, random.pick(['logout_success', 'token_revoked']), random);
  }
  return lines;
}

/** AUDIT_LOG: administrators' actions, and an hourly trace of somebody's API key listing log files. */
export function auditLines(company: Company, day: number): LogLine[] {
  const random = new Random(mix(mix(company.hash, 0xa0d1), day));
  const admins = company.people.filter(
    (person) => person.role !== 'standard-user' && person.createdAt < day * 86_400,
  );
  const apiKey = JSON.stringify({ type: 'API_KEY', redacted_id: `sk-...${company.complianceKey.slice(-4)}` });
  const lines: LogLine[] = [];
  const add = (actor: string, micros: number, action: string, privilege: string, result: string) => {
    const rest = {
      action,
      action_result: result,
      action_privilege: privilege,
      request_metadata: metadata(random),
      action_data: { target: hex8(random.below(2 ** 32)) },
    };
    lines.push(logLine(company, { type: 'AUDIT_LOG', day, micros, serial: lines.length, actor, rest }));
  };
  for (let hour = 0; hour < 24; hour += 2) {
    add(
      apiKey,
      (hour * 3600 + 420 + random.below(60)) * 1e6 + random.below(1e6),
      'LIST_WORKSPACE_LOG_FILES',
      'ADMIN',
      'SUCCESS',
    );
  }
  if (admins.length === 0) return lines;
  for (let i = 2 + Math.floor(company.people.length / 20); i > 0; i--) {
    const micros = (7 * 3600 + random.below(12 * 3600)) * 1e6 + random.below(1e6);
    const result = random.chance(0.94) ? 'SUCCESS' : random.pick(['BLOCKED', 'ERROR']);
    add(random.pick(admins).actor, micros, random.pick(ADMIN_ACTIONS), 'ADMIN', result);
  }
  return lines;
}

function metadata(random: Random): Record<string, unknown> {
  return {
    client_ip: clientIp(random),
    client_ip_details: {
      country: 'DE',
      city: 'Sampletown',
      region: 'Sample',
      region_code: 'SA',
      asn: 64_496 + random.below(15),
      latitude: 50.1,
      longitude: 8.6,
    },
    client_user_agent: random.pick(AGENTS),
    client_ja3: hex8(random.below(2 ** 32)),
    client_ja4: null,
    destination_hostname: 'api.chatgpt.example.com',
  };
}

/** From the blocks set aside for documentation. */
function clientIp(random: Random): string {
  return `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.between(1, 254)}`;
}
