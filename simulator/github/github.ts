import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Changes } from '../changes.ts';
import type { Clock } from '../clock.ts';
import type { FaultName } from '../faults.ts';
import { json, type Reply } from '../server/reply.ts';
import { AllowList } from './allow-list.ts';
import { execute, type GraphqlError } from './allow-list-api.ts';
import { type Field, type Operation, ParseError, readOperation } from './graphql-document.ts';
import { Limits, type Refused } from './limits.ts';

export interface GitHubOptions {
  readonly clock: Clock;
  readonly changes: Changes;
  readonly has: (fault: FaultName) => boolean;
  /** Whether the published limits are enforced, besides those a fault brings about. */
  readonly rateLimits: boolean;
}

const YEAR_MS = 365 * 86_400_000;
const SECONDARY = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';

/** People's own entries: offices and the like, which no sync may touch. */
const FOREIGN = [
  { allowListValue: '198.51.100.0/24', name: 'Office' },
  { allowListValue: '203.0.113.7', name: 'VPN' },
  { allowListValue: '203.0.113.64/28', name: 'Build machines', isActive: false },
];

/** Stands in for `https://api.github.com/graphql`, as far as IP allow lists go. */
export class GitHub {
  readonly organization: AllowList;
  readonly enterprise: AllowList;
  /** May change the lists. */
  readonly token = 'ghp_simulatedAdminToken0000000000000000000';
  /** Lacks `admin:org` and `admin:enterprise`. */
  readonly weakToken = 'ghp_simulatedWeakToken00000000000000000000';
  /** Where requests seem to come from. */
  callerAddress = '198.51.100.7';
  readonly #options: GitHubOptions;
  readonly #limits: Limits;
  readonly #counts = new Map<string, number>();

  constructor(options: GitHubOptions) {
    const { changes, clock } = options;
    this.#options = options;
    this.#limits = new Limits(clock.elapsing);
    this.organization = new AllowList('organization', 'example-org', changes, clock.now);
    this.enterprise = new AllowList('enterprise', 'example-enterprise', changes, clock.now);
    for (const list of this.#lists) list.seed(FOREIGN);
  }

  async answer(request: IncomingMessage): Promise<Reply> {
    const token = /^(?:bearer|token) (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token !== this.token && token !== this.weakToken)
      return json({ message: 'Bad credentials', documentation_url: 'https://docs.github.com/rest' }, 401);
    if (!request.headers['user-agent'])
      return json({ message: 'Request forbidden by administrative rules.' }, 403);
    let operation: Operation;
    try {
      const { query, variables = {} } = Object(JSON.parse(await text(request)));
      operation = readOperation(String(query), Object(variables));
    } catch (error) {
      if (!(error instanceof ParseError || error instanceof SyntaxError)) throw error;
      return json({ errors: [{ message: error.message }] });
    }
    return this.#refusal(operation, token) ?? this.#carryOut(operation);
  }

  #refusal(operation: Operation, token: string): Reply | null {
    const mutations = operation.kind === 'mutation' ? operation.fields.length : 0;
    const limited = this.#limited(mutations);
    if (limited !== null) return limited;
    const barred = this.#lists.find((list) => touches(operation, list) && !list.permits(this.callerAddress));
    if (barred !== undefined) {
      return json(
        {
          message: `Although you appear to have the correct authorization credentials, the \`${barred.name}\` ${barred.kind} has an IP allow list enabled, and your IP address is not permitted to access this resource.`,
        },
        403,
      );
    }
    if (token !== this.weakToken) return null;
    return this.#reply({
      errors: [
        {
          type: 'INSUFFICIENT_SCOPES',
          message:
            "Your token has not been granted the required scopes to execute this query. The 'ipAllowListEntries' field requires one of the following scopes: ['admin:org'], but your token has only been granted the: ['repo'] scopes. Please modify your token's scopes at: https://github.com/settings/tokens.",
        },
      ],
    });
  }

  #limited(mutations: number): Reply | null {
    const { has, rateLimits, clock } = this.#options;
    if (has('github-primary-limit') && this.#nth('exhausted') === 4) this.#limits.exhaust();
    const refused = this.#limits.take(mutations);
    if (refused !== null && (refused.limit === 'primary' || rateLimits)) return this.#over(refused);
    if (mutations === 0) return null;
    if (has('github-far-reset')) {
      const reply = this.#over({ limit: 'primary', untilMs: 0 });
      const resetMs = clock.now() + YEAR_MS;
      return {
        ...reply,
        headers: { ...reply.headers, 'x-ratelimit-reset': String(Math.ceil(resetMs / 1000)) },
      };
    }
    const loud = has('github-secondary-limit') && this.#nth('secondary') % 3 === 2;
    if (loud) return this.#over({ limit: 'secondary', untilMs: clock.elapsing() + 1000 });
    const silent = has('github-secondary-limit-silent') && this.#nth('secondary') % 3 === 2;
    return silent ? this.#over({ limit: 'secondary', untilMs: Number.NaN }) : null;
  }

  #over({ limit, untilMs }: Refused): Reply {
    if (limit === 'primary') {
      return this.#reply({
        errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded for user ID 1.' }],
      });
    }
    const reply = this.#reply({ message: SECONDARY }, 403);
    if (Number.isNaN(untilMs)) return reply;
    const seconds = Math.max(1, Math.ceil((untilMs - this.#options.clock.elapsing()) / 1000));
    return { ...reply, headers: { ...reply.headers, 'retry-after': String(seconds) } };
  }

  #carryOut(operation: Operation): Reply {
    const { has } = this.#options;
    const isMutation = operation.kind === 'mutation';
    if (isMutation && has('github-foreign-edit')) this.#editMeanwhile();
    const { data, errors } = execute(operation, {
      lists: this.#lists,
      disturb: (field) => this.#disturb(field),
      ignores: has('github-ignores-changes'),
      repeatsPages: has('github-repeats-pages'),
      copies: () => (has('github-duplicate-entry') && this.#nth('created') % 5 === 3 ? 2 : 1),
    });
    const reply = this.#reply({ data, ...(errors.length > 0 && { errors }) });
    const lost = isMutation && has('github-answer-lost') && this.#nth('answered') % 3 === 1;
    return lost ? { ...reply, cutAt: 0 } : reply;
  }

  /** One mutation in four fails when it is first asked for. */
  #disturb({ name, args }: Field): GraphqlError | null {
    if (!this.#options.has('github-partial-failure')) return null;
    if (this.#nth(`${name} ${JSON.stringify(args)}`) > 1 || this.#nth('disturbed') % 4 !== 2) return null;
    return { type: 'UNPROCESSABLE', message: 'Something went wrong while executing your query.' };
  }

  /** Somebody adds an entry of theirs, and takes out the one they added before. */
  #editMeanwhile(): void {
    for (const list of this.#lists) {
      const number = this.#nth(`edits of ${list.name}`);
      const before = list.entries.find(({ name }) => name === 'Visitor');
      if (before !== undefined) list.delete(before.id, 'somebody else');
      list.create(
        { allowListValue: `203.0.113.${128 + (number % 64)}`, name: 'Visitor', isActive: true },
        'somebody else',
      );
    }
  }

  #reply(body: unknown, status = 200): Reply {
    const reply = json(body, status);
    return {
      ...reply,
      headers: {
        ...reply.headers,
        'x-ratelimit-limit': '5000',
        'x-ratelimit-remaining': String(this.#limits.remaining),
        'x-ratelimit-reset': String(Math.ceil(this.#limits.resetMs / 1000)),
      },
    };
  }

  get #lists(): readonly AllowList[] {
    return [this.organization, this.enterprise];
  }

  #nth(what: string): number {
    const times = (this.#counts.get(what) ?? 0) + 1;
    this.#counts.set(what, times);
    return times;
  }
}

function touches({ fields }: Operation, list: AllowList): boolean {
  const ids = new Set([list.ownerId, list.name, ...list.entries.map(({ id }) => id)]);
  return fields.some(({ args }) =>
    [args.login, args.slug, ...Object.values(Object(args.input))].some(
      (value) => typeof value === 'string' && ids.has(value),
    ),
  );
}
