import pRetry from 'p-retry';
import type { ZodType } from 'zod';
import { type Deadline, deadlineAfter } from '../deadline/deadline.ts';
import { rememberSecret } from '../privacy/scrub.ts';
import {
  AuthenticationError,
  ContractError,
  RateLimitedError,
  UnavailableError,
  type UpstreamError,
} from './errors.ts';
import { fetchOnce } from './fetch-once.ts';
import { jsonDocuments } from './json-documents.ts';
import { rateLimiter } from './rate-limiter.ts';
import type { Download, HttpRequest } from './request.ts';
import { readText, saveBody } from './response-body.ts';

export interface HttpOptions {
  /** Milliseconds one try may take, body included. @default 60 s */
  readonly timeoutMs?: number;
  /** @default 5 */
  readonly retries?: number;
  /** First wait before a retry, doubled each time and randomized. @default 500 ms */
  readonly firstWaitMs?: number;
  /** First wait after a 429 that does not say how long, doubled each time. @default 10 s */
  readonly rateLimitedWaitMs?: number;
  readonly deadline?: Deadline;
  /** Told of each wait for a rate limit, so that a person sees why nothing moves: ours (paced) or upstream's. */
  readonly onWait?: (why: 'paced' | 'rate limited') => void;
  /** Told of a key that upstream refuses, once, where the one before it serves. */
  readonly onKeyRefused?: (key: string) => void;
}

/** The one way to ask upstream: rate limited, retried with backoff, within the run's time, with errors named by cause. */
export interface HttpClient {
  /** The answer as text, and as the schema reads it. */
  json<T>(request: HttpRequest, schema: ZodType<T>): Promise<{ readonly text: string; readonly value: T }>;
  /** As `json`, of an answer that may be several JSON documents, one behind the other: each as the schema reads it. */
  documents<T>(request: HttpRequest, schema: ZodType<T>): Promise<readonly T[]>;
  /** Streams the answer to a file, which a later try overwrites. */
  download(request: HttpRequest, file: string): Promise<Download>;
}

/** What is asked to be waited longer than this is left to the next run. */
const LONGEST_WAIT_MS = 120_000;

/** How often one request waits as long as a 429 says before it counts as a failure: others may have used up the limit meanwhile. */
const PATIENCE = 30;

export function httpClient(options: HttpOptions = {}): HttpClient {
  const { timeoutMs = 60_000, retries = 5, firstWaitMs = 500, rateLimitedWaitMs = 10_000 } = options;
  const { deadline = deadlineAfter(), onWait, onKeyRefused } = options;
  const limiter = rateLimiter(deadline, () => onWait?.('paced'));

  /** Keys that upstream refuses while it takes the one before. */
  const refused = new Set<string>();

  /** Asks with the key; where upstream refuses that, once more with the one before it, and from then on with that alone. */
  async function withEitherKey<T>(
    request: HttpRequest,
    attempt: (request: HttpRequest) => Promise<T>,
  ): Promise<T> {
    const { key, previousKey } = request;
    const asking = (asked: HttpRequest) => withRetries(asked, () => attempt(asked));
    if (key === undefined || previousKey === undefined || previousKey === key) return asking(request);
    const before = { ...request, key: previousKey };
    if (refused.has(key)) return asking(before);
    try {
      return await asking(request);
    } catch (error) {
      if (!(error instanceof AuthenticationError && error.isKeyRefused)) throw error;
      const answer = await asking(before).catch((second: unknown) => {
        // Of two keys that are refused, the current one is what somebody has to look at.
        throw second instanceof AuthenticationError && second.isKeyRefused ? error : second;
      });
      refused.add(key);
      onKeyRefused?.(key);
      return answer;
    }
  }

  /** How long upstream is to be left alone after an answer. Throws it where that is longer than this run can wait. */
  function waitAfter(error: UpstreamError, attempt: number): number {
    const untold = error instanceof RateLimitedError ? rateLimitedWaitMs * 2 ** (attempt - 1) : 0;
    const ms = error.retryAfterMs ?? Math.min(untold, LONGEST_WAIT_MS);
    if (ms > 0 && (ms > LONGEST_WAIT_MS || ms >= deadline.left())) throw error;
    return ms;
  }

  async function withRetries<T>(request: HttpRequest, attempt: () => Promise<T>): Promise<T> {
    rememberSecret(request.key);
    let waits = 0;
    return pRetry(
      async () => {
        await limiter.take(request);
        deadline.require();
        return attempt();
      },
      {
        retries,
        minTimeout: firstWaitMs,
        maxTimeout: LONGEST_WAIT_MS,
        randomize: true,
        signal: deadline.signal,
        shouldConsumeRetry: ({ error }) => !isToldToWait(error) || ++waits > PATIENCE,
        shouldRetry: ({ error }) => error instanceof UnavailableError || error instanceof RateLimitedError,
        onFailedAttempt({ error, attemptNumber, retriesLeft }) {
          if (!(error instanceof UnavailableError || error instanceof RateLimitedError) || retriesLeft === 0)
            return;
          const ms = waitAfter(error, attemptNumber);
          if (ms === 0) return;
          onWait?.('rate limited');
          // The backoff passes within it; every request of the kind keeps out of it, not this one alone.
          limiter.pause(request, ms);
        },
      },
    );
  }

  const limits = (request: HttpRequest) => ({
    timeoutMs: Math.min(timeoutMs, deadline.left()),
    signal: deadline.signal,
    heard: (response: Response) => limiter.heard(request, response),
  });

  /** The answer's text. Throws `UnavailableError`, so that it is asked for again, where that is blank: nothing was answered. */
  async function textOf(request: HttpRequest): Promise<string> {
    const text = await fetchOnce(request, limits(request), (response) => readText(request, response));
    if (text.trim() === '') throw new UnavailableError(`${request.subject}: the answer is blank`);
    return text;
  }

  return {
    json(request, schema) {
      return withEitherKey(request, async (asked) => {
        const text = await textOf(asked);
        const value = parsed(asked.subject, () => JSON.parse(text));
        return { text, value: read(value, schema, asked.subject) };
      });
    },
    documents(request, schema) {
      return withEitherKey(request, async (asked) => {
        const text = await textOf(asked);
        const values = parsed(asked.subject, () => jsonDocuments(text));
        return values.map((value) => read(value, schema, asked.subject));
      });
    },
    download(request, file) {
      return withEitherKey(request, (asked) =>
        fetchOnce(asked, limits(asked), (response) => saveBody(asked, response, file)),
      );
    },
  };
}

/** Asked too often, and told how long to wait: no failure of the request. */
const isToldToWait = (error: Error) => error instanceof RateLimitedError && (error.retryAfterMs ?? 0) > 0;

function parsed<T>(subject: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw new ContractError(`${subject}: the answer is not JSON`);
  }
}

function read<T>(value: unknown, schema: ZodType<T>, subject: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ContractError(
    `${subject}: the answer is not as specified at ${issue?.path.join('.') || 'its top'}: ${issue?.code}`,
  );
}
