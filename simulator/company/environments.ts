import { DAY_SECONDS, dayOf } from '../calendar.ts';
import { hex8, token } from '../ids.ts';
import { mix, Random } from '../random.ts';
import { CONTENT_CANARY, ENV_VAR_CANARY } from '../text/canary.ts';
import { prose } from '../text/prose.ts';
import type { Company } from './company.ts';
import { TEAMS } from './names.ts';
import { type Person, ROLLOUT_START } from './person.ts';
import type { Turn } from './turns.ts';

/** A cloud environment as the compliance API lists it, key for key. */
export interface Environment {
  readonly object: 'compliance.workspace.codex_environment';
  readonly id: string;
  readonly created_at: number;
  readonly machine_id: string;
  readonly label: string;
  readonly description: string | null;
  readonly workspace_dir: string | null;
  readonly is_pinned: boolean;
  readonly repos: readonly string[];
  readonly setup: string | readonly string[];
  readonly repo_map: Readonly<
    Record<string, { readonly url: string; readonly branch: string; readonly commit: string }>
  > | null;
  readonly env_vars: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, never>> | null;
  readonly task_count: number | null;
  readonly creator_id: string;
  readonly share_settings: string;
}

const SETTLED = 3;

/** Seconds between one environment's making and the next's. */
function pace(company: Company): number {
  return (450 * DAY_SECONDS) / Math.max(6, company.people.length / 6);
}

/** How many environments there are; a few were there before the rollout. */
function countAt(company: Company, seconds: number): number {
  return SETTLED + Math.max(0, Math.floor((seconds - ROLLOUT_START * DAY_SECONDS) / pace(company)));
}

/** All environments of the moment (Unix milliseconds), newest first. */
export function environmentsAt(company: Company, now: number): Environment[] {
  const count = countAt(company, now / 1000);
  return Array.from({ length: count }, (_, i) => environment(company, count - 1 - i, now)).filter(
    (entry) => entry.created_at <= now / 1000,
  );
}

/** Environments made on one day. */
export function environmentsOf(company: Company, day: number): Environment[] {
  const end = (day + 1) * DAY_SECONDS * 1000 - 1;
  return environmentsAt(company, end).filter((entry) => dayOf(entry.created_at * 1000) === day);
}

/** The environment a cloud turn ran in; null for local work. A thread stays in one. */
export function environmentIdOf(company: Company, turn: Turn): string | null {
  if (!turn.surface.cloud) return null;
  const choice = mix(mix(turn.person.hash, turn.day), turn.session);
  return environmentId(company, choice % countAt(company, turn.day * DAY_SECONDS));
}

function environmentId(company: Company, index: number): string {
  return `env-${hex8(mix(company.hash ^ 0xe09, index))}${hex8(mix(company.hash ^ 0xe10, index))}`;
}

function environment(company: Company, index: number, now: number): Environment {
  const random = new Random(mix(company.hash ^ 0xe11, index));
  const team = random.pick(TEAMS);
  const label = `${team}-${random.pick(['web', 'api', 'jobs', 'mobile', 'infra', 'data'])}`;
  const createdAt =
    ROLLOUT_START * DAY_SECONDS + (index - SETTLED) * pace(company) + random.next() * pace(company) * 0.9;
  const creator: Person = random.pick(company.people);
  return {
    object: 'compliance.workspace.codex_environment',
    id: environmentId(company, index),
    created_at: Math.round(createdAt * 1e6) / 1e6,
    machine_id: `m-${index + 1}`,
    label,
    description: random.chance(0.3) ? null : prose(random, 80, ' '),
    workspace_dir: random.chance(0.5) ? null : `/workspace/${label}`,
    is_pinned: random.chance(0.2),
    repos: [`github:example/${label}`],
    setup: random.chance(0.3) ? `# ${CONTENT_CANARY}\nmake setup` : ['npm ci', `echo ${CONTENT_CANARY}`],
    repo_map: random.chance(0.2)
      ? null
      : {
          'github-1': {
            url: `https://github.com/example/${label}`,
            branch: 'main',
            commit: hex8(random.below(2 ** 32)).slice(1),
          },
        },
    env_vars: {
      NODE_ENV: `test-${ENV_VAR_CANARY}`,
      DATABASE_PASSWORD: `${ENV_VAR_CANARY}-${token(mix(company.hash, index), 12)}`,
      ...(random.chance(0.4) && { SENTRY_DSN: `https://${ENV_VAR_CANARY}@errors.example.com/${index}` }),
    },
    secrets: random.chance(0.3) ? null : {},
    task_count: random.chance(0.2)
      ? null
      : Math.max(0, Math.floor((now / 1000 - createdAt) / DAY_SECONDS / 3)),
    creator_id: creator.userId,
    share_settings: random.pick(['workspace', 'workspace', 'private']),
  };
}
