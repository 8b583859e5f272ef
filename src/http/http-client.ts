import { setTimeout as sleep } from 'node:timers/promises';
import pRetry from 'p-retry';
import pThrottle from 'p-throttle';
import type { ZodType } from 'zod';
import { type Deadline, deadlineAfter } from './deadline.ts';
import { ContractError, RateLimitedError, UnavailableError } from './errors.ts';
import { fetchOnce } from './fetch-once.ts';
import { saveBody } from './save-body.ts';
import { textOf } from './text-of.ts';

export interface HttpOptions {
  /** Milliseconds one try may take, body included. @default 60 s */
  readonly timeoutMs?: number;
  /** @default 5 */
  readonly retries?: number;
  /** First wait before a retry, doubled each time and randomized. @default 500 ms */
  readonly firstWaitMs?: number;
  readonly deadline?: Deadline;
  /** Told of each wait for a rate limit, so that a person sees why nothing moves: ours (paced) or upstream's. */
  readonly onWait?: (why: 'paced' | 'rate limited') => void;
}

export interface HttpRequest {
  readonly url: URL;
  /** Bearer token, sent to the URL's own origin only. */
  readonly key?: string;
  /** What is asked for, for errors: `usage of 2026-11-02`. */
  readonly subject: string;
  /** Requests a minute of this kind, and what kind it is. */
  readonly pace?: { readonly name: string; readonly perMinute: number };
  /** Whether a redirect to another origin is refused. @default false */
  readonly sameOriginOnly?: boolean;
  /** Size of a JSON answer beyond which it is refused, while it is read. @default no limit */
  readonly mostBytes?: number;
}

export interface Download {
  readonly bytes: number;
  readonly sha256: string;
}

/** The one way to ask upstream: paced, retried with patience, within the run's time, with errors named by consequence. */
export interface HttpClient {
  /** The answer as text, and as the schema reads it. */
  json<T>(request: HttpRequest, schema: ZodType<T>): Promise<{ readonly text: string; readonly value: T }>;
  /** Streams the answer to a file, which a later try overwrites. */
  download(request: HttpRequest, file: string): Promise<Download>;
}

const LONGEST_WAIT_MS = 120_000;

export function httpClient(options: HttpOptions = {}): HttpClient {
  const { timeoutMs = 60_000, retries = 5, firstWaitMs = 500, deadline = deadlineAfter(), onWait } = options;
  const turns = new Map<string, () => Promise<void>>();

  /** Waits for the request's turn: at most so many a minute, counted over the last 60 seconds. */
  async function turn({ pace }: HttpRequest): Promise<void> {
    if (pace === undefined || !Number.isFinite(pace.perMinute)) return;
    let take = turns.get(pace.name);
    if (take === undefined) {
      const throttle = pThrottle({
        limit: pace.perMinute,
        interval: 60_000,
        strict: true,
        onDelay: () => onWait?.('paced'),
      });
      take = throttle(async () => {});
      turns.set(pace.name, take);
    }
    await take();
  }

  async function patiently<T>(request: HttpRequest, attempt: () => Promise<T>): Promise<T> {
    return pRetry(
      async () => {
        await turn(request);
        deadline.require();
        return attempt();
      },
      {
        retries,
        minTimeout: firstWaitMs,
        maxTimeout: LONGEST_WAIT_MS,
        randomize: true,
        shouldRetry: ({ error }) => error instanceof UnavailableError || error instanceof RateLimitedError,
        async onFailedAttempt({ error, retriesLeft }) {
          if (!(error instanceof RateLimitedError) || retriesLeft === 0) return;
          const waitMs = Number(error.cause ?? 0);
          if (waitMs > LONGEST_WAIT_MS || waitMs >= deadline.left()) throw error;
          onWait?.('rate limited');
          await sleep(waitMs);
        },
      },
    );
  }

  const limits = () => ({ timeoutMs: Math.min(timeoutMs, deadline.left()), now: Date.now });

  return {
    json(request, schema) {
      return patiently(request, async () => {
        const text = await fetchOnce(request, limits(), (response) => textOf(request, response));
        return { text, value: parse(text, schema, request.subject) };
      });
    },
    download(request, file) {
      return patiently(request, () => fetchOnce(request, limits(), (response) => saveBody(response, file)));
    },
  };
}

function parse<T>(text: string, schema: ZodType<T>, subject: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ContractError(`${subject}: the answer is not JSON`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ContractError(
    `${subject}: the answer is not as specified at ${issue?.path.join('.') || 'its top'}: ${issue?.code}`,
  );
}
