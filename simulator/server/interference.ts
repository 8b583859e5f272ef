import type { FaultName } from '../faults.ts';
import { hashText } from '../random.ts';
import { problem, type Reply } from './reply.ts';

const SIGN_IN =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in again.</body></html>';

/** Faults of the transport: what comes back instead of the answer. Chosen by count or by address. */
export class Interference {
  readonly #has: (fault: FaultName) => boolean;
  #requests = 0;
  #refusals = 0;
  readonly #tries = new Map<string, number>();
  readonly #routes = new Map<string, string>();
  readonly #htmlShown = new Set<string>();

  constructor(has: (fault: FaultName) => boolean) {
    this.#has = has;
  }

  /** Null lets the request through. */
  before(route: string, address: string): Reply | null {
    return this.#rateLimited() ?? this.#serverError(route, address) ?? this.#html(route);
  }

  #rateLimited(): Reply | null {
    if (!this.#has('rate-limited') || ++this.#requests % 5 !== 0) return null;
    const asDate = ++this.#refusals % 3 === 0;
    const retryAfter = asDate ? new Date(Date.now() + 1000).toUTCString() : '1';
    const reply = problem(429, 'Rate limit reached', 'rate_limit_exceeded');
    return { ...reply, headers: { ...reply.headers, 'retry-after': retryAfter } };
  }

  #serverError(route: string, address: string): Reply | null {
    if (!this.#has('server-errors')) return null;
    if (!this.#routes.has(route)) this.#routes.set(route, address);
    const hash = hashText(address);
    if (hash % 4 !== 0 && this.#routes.get(route) !== address) return null;
    const tries = (this.#tries.get(address) ?? 0) + 1;
    this.#tries.set(address, tries);
    if (tries > 2) return null;
    const status = [500, 502, 503][(hash + tries) % 3]!;
    if (status === 502)
      return { status, headers: { 'content-type': 'text/html' }, body: '<html>Bad Gateway</html>' };
    return problem(status, 'The server had an error while processing your request', 'server_error');
  }

  #html(route: string): Reply | null {
    if (!this.#has('html-instead-of-json') || this.#htmlShown.has(route)) return null;
    this.#htmlShown.add(route);
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: SIGN_IN };
  }
}
