import { Octokit } from '@octokit/core';
import { throttling } from '@octokit/plugin-throttling';
import * as z from 'zod';
import { AuthenticationError, ContractError, RateLimitedError, UnavailableError } from '../../http/errors.ts';
import { USER_AGENT } from '../../http/user-agent.ts';
import type { TargetPorts } from '../target.ts';

const Throttled = Octokit.plugin(throttling);

/** The answer to a document: each field under its alias, null where it failed, and what failed. */
const Answer = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.looseObject({
        type: z.string().optional(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        message: z.string(),
      }),
    )
    .optional(),
});
export type Answer = z.infer<typeof Answer>;

export interface GitHubAccess {
  /** @default https://api.github.com/graphql */
  readonly api: string;
  /** Undefined when none is configured: then no request is made. */
  readonly token: string | undefined;
  /** The token before it, while it is rotated: asked with once GitHub refuses `token`. */
  readonly previousToken?: string | undefined;
  /** Told when that serves. */
  readonly onTokenRefused?: () => void;
  /** Whether requests are kept a second apart, as GitHub asks; off only against a simulator. */
  readonly throttled: boolean;
  /** Whether changes are kept to so many a minute and an hour; off only against a simulator. */
  readonly rateLimited: boolean;
}

/** Waits after a secondary limit that does not say how long: at least a minute, growing. */
const FIRST_WAIT_SECONDS = 60;
const MOST_WAITS = 8;
/** Its limits are of an hour at most. */
const LONGEST_WAIT_SECONDS = 3_900;
const READ_TRIES = 4;
const TIMEOUT_MS = 60_000;

/** Asks GitHub's GraphQL API: waits out its limits as long as the run has time, and names what goes wrong by its cause. */
export class GitHubClient {
  #octokit: Octokit;
  /** What to go on with when the token is refused. */
  #previous: Octokit | undefined;
  readonly #onTokenRefused: () => void;
  readonly #api: string;
  readonly #hasToken: boolean;
  readonly #ports: TargetPorts;

  constructor(access: GitHubAccess, ports: TargetPorts) {
    const { api, token, previousToken, throttled, onTokenRefused = () => {} } = access;
    const silent = () => {};
    const asking = (auth: string | undefined) =>
      new Throttled({
        auth,
        userAgent: USER_AGENT,
        log: { debug: silent, info: silent, warn: silent, error: silent },
        // Octokit keeps requests apart; waiting is done here, where the run's time and the person watching are known.
        throttle: { enabled: throttled, onRateLimit: silent, onSecondaryRateLimit: silent },
      });
    this.#octokit = asking(token);
    if (previousToken !== undefined) this.#previous = asking(previousToken);
    this.#onTokenRefused = onTokenRefused;
    this.#api = api;
    this.#hasToken = token !== undefined;
    this.#ports = ports;
  }

  /** A query: safe to repeat, so a broken connection is tried again. */
  async query(subject: string, document: string, variables: object): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.mutate(subject, document, variables);
      } catch (error) {
        if (!(error instanceof UnavailableError) || attempt === READ_TRIES) throw error;
        await this.#wait(2 ** attempt, 'GitHub did not answer');
      }
    }
  }

  /** A mutation. `UnavailableError` leaves open whether it was carried out. */
  async mutate(subject: string, query: string, variables: object): Promise<Answer> {
    if (!this.#hasToken)
      throw new AuthenticationError(
        `${subject}: no token: set GITHUB_TOKEN to one of an owner (admin:org, admin:enterprise)`,
      );
    for (let waits = 0; ; waits++) {
      let reply: Reply;
      try {
        const { status, headers, data } = await this.#octokit.request({
          method: 'POST',
          url: this.#api,
          query,
          variables,
          request: { signal: AbortSignal.timeout(TIMEOUT_MS) },
        });
        reply = { status, headers, data };
      } catch (error) {
        reply = replyOf(subject, error);
      }
      if (reply.status === 401 && this.#previous !== undefined) {
        // A refused request was not carried out.
        this.#octokit = this.#previous;
        this.#previous = undefined;
        this.#onTokenRefused();
        continue;
      }
      const limit = limitOf(reply, this.#ports.clock.now());
      if (limit === undefined) return answerOf(subject, reply);
      if (waits === MOST_WAITS)
        throw new RateLimitedError(
          `${subject}: GitHub limits requests again and again; the next sync goes on`,
        );
      const seconds = limit.seconds ?? FIRST_WAIT_SECONDS * 2 ** Math.min(waits, 4);
      if (seconds > LONGEST_WAIT_SECONDS)
        throw new RateLimitedError(
          `${subject}: GitHub asks to wait ${seconds} s, longer than any limit of its lasts`,
        );
      await this.#wait(seconds, limit.why);
    }
  }

  async #wait(seconds: number, why: string): Promise<void> {
    this.#ports.report({ is: 'waiting', seconds, why });
    await this.#ports.clock.wait(seconds * 1000);
  }
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

/** What GitHub replied, where Octokit throws it. */
function replyOf(subject: string, error: unknown): Reply {
  const response = z
    .looseObject({ status: z.number(), headers: z.record(z.string(), z.unknown()), data: z.unknown() })
    .safeParse(Object(error).response);
  if (response.success) return response.data;
  throw new UnavailableError(`${subject}: the connection to GitHub failed`);
}

interface Limit {
  /** Undefined when GitHub does not say. */
  readonly seconds?: number;
  readonly why: string;
}

/** https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api */
function limitOf({ status, headers, data }: Reply, now: Date): Limit | undefined {
  const { message, errors } = Object(data);
  const limited =
    Array.isArray(errors) && errors.some((error: unknown) => Object(error).type === 'RATE_LIMITED');
  if (limited || (status !== 200 && headers['x-ratelimit-remaining'] === '0')) {
    const seconds = Number(headers['x-ratelimit-reset']) - now.getTime() / 1000 + 1;
    const why = "the hour's points are used up";
    return Number.isFinite(seconds) ? { seconds: Math.max(1, Math.ceil(seconds)), why } : { why };
  }
  const said = `${message} ${Array.isArray(errors) ? errors.map((error) => Object(error).message).join(' ') : ''}`;
  if (status !== 429 && !/secondary rate/i.test(said)) return undefined;
  const retryAfter = Number(headers['retry-after']);
  const why = 'GitHub asks to slow down';
  return retryAfter > 0 ? { seconds: retryAfter, why } : { why };
}

function answerOf(subject: string, { status, data }: Reply): Answer {
  const said = String(Object(data).message ?? '');
  if (status === 401)
    throw new AuthenticationError(
      `${subject}: GitHub refuses the token: set GITHUB_TOKEN to one that is valid`,
    );
  if (status === 403 && /IP allow list/i.test(said))
    throw new AuthenticationError(
      `${subject}: GitHub shuts this sync out, its address is not in the IP allow list: enter the address there by hand`,
    );
  if (status === 403)
    throw new AuthenticationError(
      `${subject}: GitHub refuses the request (403): has the token its rights, and is it authorized for SSO?`,
    );
  if (status >= 500) throw new UnavailableError(`${subject}: GitHub answered ${status}`);
  // Octokit gives what there was of an answer that broke off, as text.
  if (typeof data !== 'object' || data === null)
    throw new UnavailableError(`${subject}: the answer of GitHub broke off, or is no JSON`);
  const answer = Answer.safeParse(data);
  if (status !== 200 || !answer.success)
    throw new ContractError(`${subject}: GitHub answered ${status} with something unexpected`);
  const scope = answer.data.errors?.find(({ type }) => type === 'INSUFFICIENT_SCOPES');
  if (scope !== undefined)
    throw new AuthenticationError(
      `${subject}: the token lacks a scope: GITHUB_TOKEN needs admin:org for an organization, admin:enterprise for an enterprise`,
    );
  return answer.data;
}
