import { certificateProblem } from './certificate-problem.ts';
import {
  AuthenticationError,
  ContractError,
  NotFoundError,
  RateLimitedError,
  UnavailableError,
  UntrustedCertificateError,
} from './errors.ts';
import type { HttpRequest } from './request.ts';
import { readErrorText } from './response-body.ts';
import { retryAfterMs } from './retry-after.ts';
import { USER_AGENT } from './user-agent.ts';

const MOST_REDIRECTS = 3;

interface Limits {
  readonly timeoutMs: number;
  /** Aborts when the run ends; its reason is what is thrown then. */
  readonly signal: AbortSignal;
  /** Told of each answer from the origin that was asked. */
  readonly heard: (response: Response) => void;
}

/** One try: follows redirects to signed URLs, reads a good answer with `use`, names a bad one by its cause. */
export async function fetchOnce<T>(
  request: HttpRequest,
  limits: Limits,
  use: (response: Response) => Promise<T>,
): Promise<T> {
  const timeout = AbortSignal.timeout(Math.ceil(Math.max(1, Math.min(limits.timeoutMs, 2 ** 31 - 1))));
  const signal = AbortSignal.any([timeout, limits.signal]);
  let url = request.url;
  for (let hop = 0; ; hop++) {
    const response = await named(request, url, limits, () => send(request, url, signal));
    if (url.origin === request.url.origin) limits.heard(response);
    if (response.status < 300) return named(request, url, limits, () => use(response));
    if (response.status >= 400) {
      const text = await readErrorText(response);
      throw errorOf(request, response, text, url.origin !== request.url.origin);
    }
    await response.body?.cancel();
    url = redirectOf(request, response, url, hop);
  }
}

function send({ url: asked, key }: HttpRequest, url: URL, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { 'user-agent': USER_AGENT };
  // A signed URL carries its own permission, and refuses ours.
  if (key !== undefined && url.origin === asked.origin) headers.authorization = `Bearer ${key}`;
  return fetch(url, { headers, redirect: 'manual', signal });
}

/** Whatever breaks while an answer travels is upstream's or the network's, and tried again, unless the run has ended. */
async function named<T>(
  { subject }: HttpRequest,
  { host }: URL,
  { signal }: Limits,
  use: () => Promise<T>,
): Promise<T> {
  try {
    return await use();
  } catch (error) {
    if (error instanceof ContractError || isOfFile(error)) throw error;
    signal.throwIfAborted();
    const untrusted = certificateProblem(error);
    if (untrusted !== undefined)
      throw new UntrustedCertificateError(`${subject}: ${host} answers, but ${untrusted}`);
    throw new UnavailableError(`${subject}: ${reasonOf(error)}`);
  }
}

/** Whether it is the disk that refused what was received: asking again would not help. */
function isOfFile(error: unknown): boolean {
  if (!(error instanceof Error && 'syscall' in error)) return false;
  return error.syscall === 'write' || error.syscall === 'open';
}

function redirectOf(
  { subject, sameOriginOnly }: HttpRequest,
  response: Response,
  from: URL,
  hop: number,
): URL {
  const location = response.headers.get('location');
  if (location === null || !URL.canParse(location, from.href))
    throw new ContractError(`${subject}: a redirect to nowhere`);
  if (hop >= MOST_REDIRECTS) throw new ContractError(`${subject}: more than ${MOST_REDIRECTS} redirects`);
  const url = new URL(location, from);
  if (sameOriginOnly && url.origin !== from.origin)
    throw new ContractError(
      `${subject}: a redirect to ${url.protocol}//${url.hostname}, allowed is none elsewhere`,
    );
  const allowed =
    url.origin === from.origin ||
    (url.protocol === 'https:' && isPublicName(url)) ||
    (url.protocol === 'http:' && isLoopback(from) && isLoopback(url));
  if (!allowed)
    throw new ContractError(
      `${subject}: a redirect to ${url.protocol}//${url.hostname}, allowed is https to a public name`,
    );
  return url;
}

/** Whether the host is a name in a public domain: no address, and nothing only this network knows. */
function isPublicName({ hostname }: URL): boolean {
  return /\.[a-z][a-z0-9-]*$/.test(hostname) && !/\.(local|localhost|internal)$/.test(hostname);
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}

function errorOf({ subject }: HttpRequest, response: Response, text: string, elsewhere: boolean): Error {
  const { status } = response;
  const problem = `${subject}: upstream answered ${status}${saying(text)}`;
  const wait = { retryAfterMs: retryAfterMs(response.headers.get('retry-after'), Date.now()) };
  if (status === 429) return new RateLimitedError(problem, wait);
  if (status === 408 || status >= 500) return new UnavailableError(problem, wait);
  // A signed URL that expired or is refused: the next try asks for a fresh one.
  if (elsewhere) return new UnavailableError(problem);
  if (status === 401) return new AuthenticationError(`${problem}; is the key right?`, { isKeyRefused: true });
  if (status === 403)
    return new AuthenticationError(`${problem}; does the key have the scope, and is this address allowed?`);
  if (status === 404) return new NotFoundError(problem);
  return new ContractError(problem);
}

/** What upstream says is wrong, from the three body shapes seen; only short plain words, as a body may hold anything. */
function saying(text: string): string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return '';
  }
  const said = pick(pick(body, 'error'), 'message') ?? pick(body, 'detail') ?? pick(body, 'message');
  const words = Array.isArray(said) ? pick(said[0], 'msg') : said;
  return typeof words === 'string' && /^[\w .,'_-]{1,120}$/.test(words) ? ` (${words})` : '';
}

function pick(value: unknown, name: string): unknown {
  return value !== null && typeof value === 'object' ? Reflect.get(value, name) : undefined;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  if (error.name === 'TimeoutError') return 'no whole answer in time';
  const cause: unknown = error.cause;
  const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
  return `the connection failed${code}`;
}
