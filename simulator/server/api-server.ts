import type { IncomingMessage } from 'node:http';
import { isFeedName } from '../ranges/range-history.ts';
import { rangesRoute } from '../ranges/ranges-route.ts';
import type { Interference } from './interference.ts';
import type { RateLimit } from './rate-limit.ts';
import { problem, type Reply } from './reply.ts';
import { ROUTES, type Route } from './routes.ts';
import type { World } from './world.ts';

const API_PATH = /^\/v1\/(analytics\/codex|compliance)\/(workspaces|organizations)\/([^/]+)(\/.*)$/;

/** Answers for api.chatgpt.com and, beside it, for the range feeds of openai.com. */
export class ApiServer {
  readonly #world: World;
  readonly #interference: Interference;
  readonly #rateLimit: RateLimit | null;
  readonly requests: Map<string, number>;

  constructor(
    world: World,
    interference: Interference,
    rateLimit: RateLimit | null,
    requests: Map<string, number>,
  ) {
    this.#world = world;
    this.#interference = interference;
    this.#rateLimit = rateLimit;
    this.requests = requests;
  }

  answer(request: IncomingMessage): Reply {
    const url = new URL(request.url ?? '/', 'http://simulator.invalid');
    const feed = url.pathname.slice(1);
    if (isFeedName(feed)) {
      this.#count(feed);
      const { 'user-agent': userAgent, 'if-none-match': ifNoneMatch } = request.headers;
      return rangesRoute(feed, { userAgent, ifNoneMatch }, this.#world);
    }
    const [, api = '', owner = '', ownerId = '', rest = ''] = API_PATH.exec(url.pathname) ?? [];
    const route = ROUTES.find((one) => one.owner === owner && isUnder(api, one) && one.path.test(rest));
    if (!route) {
      this.#count('unknown');
      return problem(404, `Unknown path: ${url.pathname}`, 'not_found');
    }
    return this.#answerRoute(route, request, url, ownerId, rest);
  }

  #answerRoute(route: Route, request: IncomingMessage, url: URL, ownerId: string, rest: string): Reply {
    const method = request.method ?? 'GET';
    this.#count(method === 'DELETE' ? 'delete' : route.name);
    if (method !== 'GET') {
      return { ...problem(405, `Method ${method} is not allowed here`, 'method_not_allowed') };
    }
    const { company } = this.#world;
    const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const refusal = refuseKey(key, route, this.#world);
    if (refusal) return refusal;
    const known = route.owner === 'workspaces' ? company.workspaceId : company.organizationId;
    if (ownerId !== known)
      return problem(404, `No such ${route.owner.slice(0, -1)}: ${ownerId}`, 'not_found');

    const seconds = this.#rateLimit?.take(`${route.name} ${key}`, route.perMinute) ?? null;
    if (seconds !== null) {
      const reply = problem(429, 'Rate limit reached', 'rate_limit_exceeded');
      return { ...reply, headers: { ...reply.headers, 'retry-after': String(seconds) } };
    }
    const routeAndType = `${route.name} ${url.searchParams.get('event_type') ?? ''}`;
    const disturbed = this.#interference.before(routeAndType, url.pathname + url.search);
    return (
      disturbed ?? route.answer(url.searchParams, this.#world, decodeId(route.path.exec(rest)?.[1] ?? ''))
    );
  }

  #count(name: string): void {
    this.requests.set(name, (this.requests.get(name) ?? 0) + 1);
  }
}

function isUnder(api: string, route: Route): boolean {
  return api === (route.key === 'analytics' ? 'analytics/codex' : 'compliance');
}

function refuseKey(key: string | undefined, route: Route, { company }: World): Reply | null {
  const right = route.key === 'analytics' ? company.analyticsKey : company.complianceKey;
  const other = route.key === 'analytics' ? company.complianceKey : company.analyticsKey;
  if (key === right) return null;
  if (key === other) return problem(403, `This key lacks the ${route.key} scope`, 'insufficient_scope');
  return problem(
    401,
    key ? 'Incorrect API key provided' : 'Missing bearer authentication',
    'invalid_api_key',
  );
}

function decodeId(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
