import { isWeekend } from '../calendar.ts';
import type { Company } from '../company/company.ts';
import { environmentsOf } from '../company/environments.ts';
import { type Person, ROLLOUT_START } from '../company/person.ts';
import { hex8, uuid } from '../ids.ts';
import { mix, Random } from '../random.ts';
import { prose } from '../text/prose.ts';
import { type LogLine, logLine } from './envelope.ts';

type Details = Readonly<Record<string, unknown>>;

/**
 * The CODEX_LOG events that no turn makes. They take turns, so every kind comes by within a few weekdays,
 * whatever the size of the company.
 */
const KINDS: readonly (readonly [string, (random: Random, company: Company, person: Person) => Details])[] = [
  [
    'ENVIRONMENT_CREATED',
    (random) => ({
      environment_id: `env-${hex8(random.below(2 ** 32))}`,
      environment_fields: fields(random),
    }),
  ],
  [
    'ENVIRONMENT_UPDATED',
    (random) => ({
      environment_id: `env-${hex8(random.below(2 ** 32))}`,
      environment_fields: fields(random),
    }),
  ],
  ['ENVIRONMENT_DELETED', (random) => ({ environment_id: `env-${hex8(random.below(2 ** 32))}` })],
  ['WORKSPACE_UPDATED', workspaceSettings],
  ['ACCESS_TOKEN_CREATED', accessToken],
  ['ACCESS_TOKEN_REVOKED', accessToken],
  ['PLUGIN_CREATED', plugin],
  ['PLUGIN_INSTALLED', plugin],
  ['PLUGIN_UNINSTALLED', plugin],
  ['PLUGIN_DELETED', plugin],
  ['SITE_PROJECT_CREATED', (random) => ({ project_id: site(random), slug: `demo-${random.below(900)}` })],
  [
    'SITE_VERSION_CREATED',
    (random) => ({
      project_id: site(random),
      version_id: `ver_${random.below(1e6)}`,
      version_number: random.between(1, 40),
    }),
  ],
  ['SITE_DEPLOYMENT_STARTED', (random) => deployment(random)],
  ['SITE_DEPLOYMENT_COMPLETED', deploymentDone],
  ['SITE_PROJECT_DELETED', (random) => ({ project_id: site(random), slug: `demo-${random.below(900)}` })],
];

export const ADMIN_EVENT_TYPES: readonly string[] = KINDS.map(([name]) => name);

export function adminLines(company: Company, day: number): LogLine[] {
  if (day < ROLLOUT_START) return [];
  const people = company.people.filter((person) => person.adoptedDay <= day && day < person.leftDay);
  const random = new Random(mix(mix(company.hash, 0xad31), day));
  const perDay = isWeekend(day) ? 1 : 6 + Math.floor(company.people.length / 40);
  const lines: LogLine[] = [];
  const add = (eventType: string, micros: number, person: Person, details: Details) => {
    const actor = person.actor;
    const rest = {
      event_type: eventType,
      client_id: random.pick(['CODEX_WEB', 'CODEX_WEB', 'CODEX_CLI', 'CODEX_DESKTOP_APP']),
      workspace_id: company.workspaceId,
      event_details: { detail_type: eventType, ...details },
    };
    lines.push(logLine(company, { type: 'CODEX_LOG', day, micros, serial: lines.length, actor, rest }));
  };
  for (let i = 0; i < perDay; i++) {
    const [name, details] = KINDS[(day * perDay + i) % KINDS.length]!;
    const person = random.pick(people);
    add(
      name,
      (8 * 3600 + random.below(11 * 3600)) * 1e6 + random.below(1e6),
      person,
      details(random, company, person),
    );
  }
  for (const made of environmentsOf(company, day)) {
    const { id, label, description, repos } = made;
    const creator = company.people.find((person) => person.userId === made.creator_id) ?? company.people[0]!;
    const micros = Math.round((made.created_at - day * 86_400) * 1e6);
    add('ENVIRONMENT_CREATED', micros, creator, {
      environment_id: id,
      environment_fields: {
        ...fields(random),
        label,
        description,
        repos,
        env_var_keys: Object.keys(made.env_vars),
      },
    });
  }
  return lines;
}

function fields(random: Random): Details {
  return {
    label: `scratch-${random.below(500)}`,
    description: random.chance(0.2) ? null : prose(random, 90),
    repos: ['github:example/scratch'],
    cache_settings: { enabled: random.chance(0.7) },
    agent_settings: { network_access: random.pick(['off', 'on', 'allowlist']) },
    permissions: { share: 'workspace' },
    env_var_keys: ['NODE_ENV', 'DATABASE_PASSWORD'],
  };
}

function workspaceSettings(random: Random): Details {
  const internet = random.chance(0.5);
  return {
    previous_settings: random.chance(0.1)
      ? null
      : { cloud_enabled: true, internet_access: internet, code_review: 'opt-in' },
    current_settings: { cloud_enabled: true, internet_access: !internet, code_review: 'all' },
  };
}

function accessToken(random: Random, _company: Company, person: Person): Details {
  return {
    access_token_id: `at_${hex8(random.below(2 ** 32))}`,
    access_token_name: `ci-${random.below(60)}`,
    created_by_user_id: person.userId,
    expires_at: random.chance(0.3) ? null : '2027-12-31T00:00:00.000000Z',
  };
}

function plugin(random: Random, _company: Company, person: Person): Details {
  const number = random.below(30);
  return {
    plugin_id: `plg_${number}`,
    plugin_release_id: `plr_${number}_${random.below(9)}`,
    plugin_version: `1.${random.below(9)}.0`,
    plugin_name: `sample-plugin-${number}`,
    plugin_display_name: `Sample plugin ${number}`,
    marketplace_name: random.chance(0.4) ? null : 'sample-market',
    plugin_scope: random.pick(['GLOBAL', 'WORKSPACE', 'USER']),
    plugin_creator_account_user_id: random.chance(0.3) ? null : person.userId,
  };
}

function site(random: Random): string {
  return `site_${random.below(40)}`;
}

function deployment(random: Random): Details {
  return {
    project_id: site(random),
    version_id: `ver_${random.below(1e6)}`,
    deployment_id: uuid(random.below(2 ** 32), 1, 2, 3),
    environment_revision: `rev-${random.below(30)}`,
  };
}

function deploymentDone(random: Random): Details {
  const success = random.chance(0.8);
  const status = success ? 'success' : 'failed';
  return {
    ...deployment(random),
    status,
    site_url: success ? `https://demo-${random.below(900)}.example.com` : null,
  };
}
