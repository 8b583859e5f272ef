import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { deadlineAfter } from '../../src/deadline/deadline.ts';
import { CancelledError, OutOfTimeError } from '../../src/deadline/errors.ts';
import {
  AuthenticationError,
  ContractError,
  NotFoundError,
  RateLimitedError,
  UnavailableError,
} from '../../src/http/errors.ts';
import { type HttpOptions, httpClient } from '../../src/http/http-client.ts';
import type { HttpRequest } from '../../src/http/request.ts';
import { countAttacks } from '../proofs/count-attacks.ts';
import {
  type Answer,
  answering,
  breakingOff,
  never,
  redirecting,
  stalling,
  startUpstream,
  type Upstream,
} from './upstream.ts';

const KEY = 'sk-canary-4f1d';
const SUBJECT = 'list of things';
const Thing = z.object({ a: z.number() });
const GOOD = answering(200, { a: 1 });

const started: Upstream[] = [];
async function upstream(...answers: Answer[]): Promise<Upstream> {
  const one = await startUpstream(...answers);
  started.push(one);
  return one;
}
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.close()));
});

const client = (options: HttpOptions = {}) =>
  httpClient({ firstWaitMs: 1, rateLimitedWaitMs: 1, retries: 3, ...options });
const ask = (server: Upstream, more: Partial<HttpRequest> = {}): HttpRequest => ({
  url: server.url('/things?token=query-canary'),
  key: KEY,
  subject: SUBJECT,
  ...more,
});

async function failure(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => new Error('nothing failed'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('what was thrown is no error');
  return error;
}

/** How long was waited between the first request and the second, in milliseconds. */
const waited = ({ requests: [first, second] }: Upstream) => (second?.at ?? 0) - (first?.at ?? 0);

describe('an answer', () => {
  it('comes as text and as the schema reads it, asked for with the key', async () => {
    const server = await upstream(answering(200, '{ "a" : 1, "b": 2 }'));
    const answer = await client().json(ask(server), Thing);
    expect(answer).toEqual({ text: '{ "a" : 1, "b": 2 }', value: { a: 1 } });
    expect(server.requests).toMatchObject([{ authorization: `Bearer ${KEY}` }]);
  });

  it('that is not as specified is not asked for again', async () => {
    for (const [body, problem] of [
      ['<html>', 'the answer is not JSON'],
      ['{"a":"body-canary"}', 'the answer is not as specified at a: invalid_type'],
      ['[]', 'the answer is not as specified at its top: invalid_type'],
    ] as const) {
      const server = await upstream(answering(200, body));
      const error = await failure(client().json(ask(server), Thing));
      expect(error).toBeInstanceOf(ContractError);
      expect(error.message).toBe(`${SUBJECT}: ${problem}`);
      expect(server.requests).toHaveLength(1);
    }
  });
});

describe('a blank answer', () => {
  it.each(['', '\n', ' \r\n\t'])('%j is no answer: it is asked for again', async (body) => {
    const server = await upstream(answering(200, body), answering(200, body), GOOD);
    expect((await client().json(ask(server), Thing)).value).toEqual({ a: 1 });
    expect(server.requests).toHaveLength(3);
  });

  it('that lasts is the last word after so many tries, and no breach of contract', async () => {
    const server = await upstream(answering(200, '\n'));
    const error = await failure(client().documents(ask(server), Thing));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error.message).toBe(`${SUBJECT}: the answer is blank`);
    expect(server.requests).toHaveLength(4);
  });
});

describe('an answer of several documents', () => {
  it.each(['{"a":1}{"a":2}', '{"a":1}\n{"a":2}\n', '\n{"a":1}\r\n\r\n{"a":2}'])(
    '%j is each of them',
    async (body) => {
      const server = await upstream(answering(200, body));
      expect(await client().documents(ask(server), Thing)).toEqual([{ a: 1 }, { a: 2 }]);
    },
  );

  it('one of which is none is a breach of contract', async () => {
    for (const [body, problem] of [
      ['{"a":1}{"a"', 'the answer is not JSON'],
      ['{"a":1}<html>', 'the answer is not JSON'],
      ['{"a":1}]', 'the answer is not JSON'],
      ['{"a":1}{"a":"x"}', 'the answer is not as specified at a: invalid_type'],
    ] as const) {
      const server = await upstream(answering(200, body));
      const error = await failure(client().documents(ask(server), Thing));
      expect(error).toBeInstanceOf(ContractError);
      expect(error.message).toBe(`${SUBJECT}: ${problem}`);
    }
  });
});

describe('a refusal', () => {
  it.each([
    [401, AuthenticationError],
    [403, AuthenticationError],
    [404, NotFoundError],
    [400, ContractError],
    [422, ContractError],
  ])('%i is final', async (status, kind) => {
    const server = await upstream(answering(status), GOOD);
    expect(await failure(client().json(ask(server), Thing))).toBeInstanceOf(kind);
    expect(server.requests).toHaveLength(1);
  });

  it.each([500, 502, 503, 504, 408])('%i is tried again', async (status) => {
    const server = await upstream(answering(status), answering(status), GOOD);
    expect((await client().json(ask(server), Thing)).value).toEqual({ a: 1 });
    expect(server.requests).toHaveLength(3);
  });

  it('that lasts is the last word after so many tries', async () => {
    const server = await upstream(answering(503));
    expect(await failure(client().json(ask(server), Thing))).toBeInstanceOf(UnavailableError);
    expect(server.requests).toHaveLength(4);
  });
});

describe('a rate limit', () => {
  it('waits as many seconds as upstream says', async () => {
    const server = await upstream(answering(429, {}, { 'retry-after': '1' }), GOOD);
    const waits: string[] = [];
    await client({ onWait: (why) => waits.push(why) }).json(ask(server), Thing);
    expect(waited(server)).toBeGreaterThan(990);
    expect(waits).toEqual(['rate limited']);
  });

  it('waits until the date upstream says', async () => {
    const until = Math.ceil(Date.now() / 1000) * 1000 + 1000;
    const server = await upstream(answering(429, {}, { 'retry-after': new Date(until).toUTCString() }), GOOD);
    await client().json(ask(server), Thing);
    expect(Date.now()).toBeGreaterThanOrEqual(until - 10);
    expect(waited(server)).toBeGreaterThan(500);
  });

  it('waited for as told uses up none of the retries that failures have', async () => {
    const limited = Array.from({ length: 4 }, () => answering(429, {}, { 'retry-after': '1' }));
    const server = await upstream(...limited, answering(503), GOOD);
    await client({ retries: 1 }).json(ask(server), Thing);
    expect(server.requests).toHaveLength(6);
  });

  it('is not waited for without an end: after thirty times it counts as a failure', async () => {
    const server = await upstream(answering(429, {}, { 'retry-after': '0.02' }));
    expect(await failure(client({ retries: 2 }).json(ask(server), Thing))).toBeInstanceOf(RateLimitedError);
    expect(server.requests).toHaveLength(33);
  });

  it('without a time to wait is tried again all the same', async () => {
    const server = await upstream(answering(429), answering(429, {}, { 'retry-after': 'soon' }), GOOD);
    await client().json(ask(server), Thing);
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    ['longer than two minutes', '121', Number.POSITIVE_INFINITY],
    ['longer than the run has', '30', 5_000],
  ])('of %s is not waited for', async (_what, seconds, left) => {
    const server = await upstream(answering(429, {}, { 'retry-after': seconds }), GOOD);
    const error = await failure(client({ deadline: deadlineAfter(left) }).json(ask(server), Thing));
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(server.requests).toHaveLength(1);
  });
});

describe('a broken connection', () => {
  it.each([
    ['a body that breaks off', breakingOff],
    ['a body that stalls', stalling],
    ['an answer that never comes', never],
  ])('is tried again: %s', async (_what, broken) => {
    const server = await upstream(broken, GOOD);
    expect((await client({ timeoutMs: 300 }).json(ask(server), Thing)).value).toEqual({ a: 1 });
    expect(server.requests).toHaveLength(2);
  });

  it('to a server that is not there is unavailable', async () => {
    const server = await startUpstream(GOOD);
    await server.close();
    const error = await failure(client({ retries: 1 }).json(ask(server), Thing));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error.message).toBe(`${SUBJECT}: the connection failed (ECONNREFUSED)`);
  });

  it('that stalls for ever says so', async () => {
    const server = await upstream(stalling);
    const error = await failure(client({ timeoutMs: 50, retries: 1 }).json(ask(server), Thing));
    expect(error.message).toBe(`${SUBJECT}: no whole answer in time`);
  });
});

describe('a run that is cancelled', () => {
  it.each([
    ['a download', stalling],
    ['an answer that never comes', never],
    ['a wait for a rate limit', answering(429, {}, { 'retry-after': '60' })],
    ['a wait before a retry', answering(503)],
  ])('ends %s at once', async (_what, broken) => {
    const server = await upstream(broken);
    const cancel = new AbortController();
    const deadline = deadlineAfter(undefined, { cancel: cancel.signal });
    const waiting = failure(client({ deadline, firstWaitMs: 60_000 }).json(ask(server), Thing));
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const cancelled = performance.now();
    cancel.abort();
    expect(await waiting).toBeInstanceOf(CancelledError);
    expect(performance.now() - cancelled).toBeLessThan(5_000);
    expect(server.requests).toHaveLength(1);
  });

  it('ends the wait for its turn', async () => {
    const server = await upstream(GOOD);
    const cancel = new AbortController();
    const paced = client({ deadline: deadlineAfter(undefined, { cancel: cancel.signal }) });
    const rateLimit = { name: 'things', perMinute: 1 };
    await paced.json(ask(server, { rateLimit }), Thing);
    const waiting = failure(paced.json(ask(server, { rateLimit }), Thing));
    cancel.abort();
    expect(await waiting).toBeInstanceOf(CancelledError);
    expect(server.requests).toHaveLength(1);
  });
});

describe('a window in which upstream asked to be left alone', () => {
  it('is kept by every request of the kind, on 503 as on 429', async () => {
    for (const status of [429, 503]) {
      const server = await upstream(answering(status, {}, { 'retry-after': '1' }), GOOD);
      const one = client();
      await Promise.all(
        [one.json(ask(server), Thing), one.json(ask(server), Thing)].map((got) => got.catch(() => {})),
      );
      const [first, ...others] = server.requests.map(({ at }) => at);
      const inside = others.filter((at) => at - (first ?? 0) > 100 && at - (first ?? 0) < 950);
      expect(inside).toEqual([]);
      expect(others.some((at) => at - (first ?? 0) >= 950)).toBe(true);
    }
  });

  it('waits no longer than it was asked to: the backoff passes within it', async () => {
    const server = await upstream(answering(429, {}, { 'retry-after': '1' }), GOOD);
    await client({ firstWaitMs: 800 }).json(ask(server), Thing);
    // Added to each other they would be 1.8 s at least; the backoff is at most 1.6 s.
    expect(waited(server)).toBeLessThan(1_750);
    expect(waited(server)).toBeGreaterThan(990);
  });

  it('is long enough to matter where a 429 does not say how long, and grows', async () => {
    const server = await upstream(answering(429), answering(429), GOOD);
    const slow = httpClient({ firstWaitMs: 1, rateLimitedWaitMs: 200, retries: 3 });
    await slow.json(ask(server), Thing);
    const [a = 0, b = 0, c = 0] = server.requests.map(({ at }) => at);
    expect(b - a).toBeGreaterThan(190);
    expect(c - b).toBeGreaterThan(390);
  });
});

describe('an answer without an end', () => {
  countAttacks('answers without an end, or compressed a thousandfold');

  const endless =
    (status: number): Answer =>
    (_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      const chunk = Buffer.alloc(1 << 20, 'x');
      const push = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', push);
      };
      push();
    };
  const bomb: Answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(gzipSync(Buffer.alloc(200 << 20)));
  };

  it.each([
    ['that goes on and on', endless(200)],
    ['that was compressed a thousandfold', bomb],
  ])('%s is refused while it is read', async (_what, answer) => {
    const server = await upstream(answer);
    const error = await failure(client().json(ask(server), Thing));
    expect(error).toBeInstanceOf(ContractError);
    expect(error.message).toBe(`${SUBJECT}: the answer has more than ${32 << 20} bytes`);
  });

  it('is not waited for where it is an error', async () => {
    const server = await upstream(endless(404));
    expect(await failure(client().json(ask(server), Thing))).toBeInstanceOf(NotFoundError);
  });
});

describe('the time of a run', () => {
  it('being used up, nothing more is asked', async () => {
    const server = await upstream(GOOD);
    const error = await failure(client({ deadline: deadlineAfter(0) }).json(ask(server), Thing));
    expect(error).toBeInstanceOf(OutOfTimeError);
    expect(server.requests).toHaveLength(0);
  });

  it('ends the tries', async () => {
    const server = await upstream(answering(503));
    const patient = client({ deadline: deadlineAfter(200), retries: 1000, firstWaitMs: 20 });
    expect(await failure(patient.json(ask(server), Thing))).toBeInstanceOf(OutOfTimeError);
    expect(server.requests.length).toBeGreaterThan(0);
  });

  it('ends an answer that takes longer', async () => {
    const server = await upstream(stalling);
    const started = performance.now();
    await failure(client({ deadline: deadlineAfter(200) }).json(ask(server), Thing));
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('a redirect', () => {
  it('to another origin is followed without the key', async () => {
    const other = await upstream(GOOD);
    const server = await upstream(redirecting(`${other.origin}/signed?sig=1`));
    await client().json(ask(server), Thing);
    expect(server.requests).toMatchObject([{ authorization: `Bearer ${KEY}` }]);
    expect(other.requests).toMatchObject([{ url: '/signed?sig=1', authorization: undefined }]);
  });

  it('within the origin keeps the key', async () => {
    const server = await upstream(redirecting('/elsewhere'), GOOD);
    await client().json(ask(server), Thing);
    expect(server.requests).toMatchObject([
      { url: '/things?token=query-canary' },
      { url: '/elsewhere', authorization: `Bearer ${KEY}` },
    ]);
  });

  it('to a signed address that is refused asks for a fresh one', async () => {
    const other = await upstream(answering(403), GOOD);
    const server = await upstream(redirecting(`${other.origin}/signed`));
    await client().json(ask(server), Thing);
    expect(server.requests).toHaveLength(2);
    expect(other.requests).toHaveLength(2);
  });

  it('that goes in circles is a breach of contract', async () => {
    const server = await upstream(redirecting('/again'));
    const error = await failure(client().json(ask(server), Thing));
    expect(error).toBeInstanceOf(ContractError);
    expect(error.message).toBe(`${SUBJECT}: more than 3 redirects`);
    expect(server.requests).toHaveLength(4);
  });

  it.each([
    ['ftp://127.0.0.1/x'],
    ['file:///etc/passwd'],
    ['data:application/json,{"a":1}'],
    ['http://example.com/x'],
    ['http://169.254.169.254/latest/meta-data'],
    ['http://10.0.0.1/x'],
    ['https://10.0.0.1/x'],
    ['https://169.254.169.254/latest/meta-data'],
    ['https://[::1]/x'],
    ['https://localhost/x'],
    ['https://metadata/x'],
    ['https://'],
  ])('to %s is not followed', async (location) => {
    const server = await upstream(redirecting(location));
    const error = await failure(client().json(ask(server), Thing));
    expect(error).toBeInstanceOf(ContractError);
    expect(error.message).toMatch(/a redirect to/);
    expect(server.requests).toHaveLength(1);
  });

  it('to nowhere is a breach of contract', async () => {
    const server = await upstream(answering(302));
    expect((await failure(client().json(ask(server), Thing))).message).toBe(
      `${SUBJECT}: a redirect to nowhere`,
    );
  });
});

describe('an error', () => {
  it.each([400, 401, 403, 404, 422, 429, 500])('of %i holds no key, query or body', async (status) => {
    for (const body of [
      { error: { message: `key ${KEY} is wrong: <body-canary>` } },
      { detail: [{ msg: 'body-canary {"a": 1}' }] },
      `body-canary ${KEY}`,
      { message: `body-canary ${'x'.repeat(200)}` },
    ]) {
      const server = await upstream(answering(status, body));
      const error = await failure(client({ retries: 0 }).json(ask(server), Thing));
      const told = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
      expect(told).toContain(`${SUBJECT}: upstream answered ${status}`);
      for (const secret of [KEY, 'query-canary', 'body-canary', '127.0.0.1']) {
        expect(told).not.toContain(secret);
      }
    }
  });

  it('does not repeat the key that upstream repeats', async () => {
    for (const said of [`Incorrect API key provided ${KEY}.`, KEY, `${KEY}${KEY}`]) {
      const server = await upstream(answering(401, { error: { message: said } }));
      const error = await failure(client().json(ask(server), Thing));
      expect(`${error.message} ${error.stack}`).not.toContain(KEY);
      expect(error.message).toContain('[secret]');
    }
  });

  it('tells what upstream says in short plain words', async () => {
    for (const body of [
      { error: { message: 'No such workspace.' } },
      { detail: 'No such workspace.' },
      { detail: [{ msg: 'No such workspace.' }] },
      { message: 'No such workspace.' },
    ]) {
      const server = await upstream(answering(404, body));
      expect((await failure(client().json(ask(server), Thing))).message).toBe(
        `${SUBJECT}: upstream answered 404 (No such workspace.)`,
      );
    }
  });

  it('of a connection holds no address', async () => {
    const server = await upstream(redirecting('http://127.0.0.1:1/signed?sig=query-canary'));
    const error = await failure(client({ retries: 0 }).json(ask(server), Thing));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toMatch(/query-canary|127\.0/);
  });
});

describe('a rate limit of ours', () => {
  const rateLimit = { name: 'things', perMinute: 2 };

  it('lets so many requests of a kind go in a minute, and tells of the wait', async () => {
    const server = await upstream(GOOD);
    const waits: string[] = [];
    const paced = client({ onWait: (why) => waits.push(why) });
    await paced.json(ask(server, { rateLimit }), Thing);
    await paced.json(ask(server, { rateLimit }), Thing);
    expect(waits).toEqual([]);
    void paced.json(ask(server, { rateLimit }), Thing).catch(() => {});
    await paced.json(ask(server, { rateLimit: { ...rateLimit, name: 'others' } }), Thing);
    await paced.json(ask(server), Thing);
    expect(server.requests).toHaveLength(4);
    expect(waits).toEqual(['paced']);
  });

  it('follows what the headers of an answer say', async () => {
    const server = await upstream(answering(200, { a: 1 }, { 'x-ratelimit-limit-requests': '5' }));
    const waits: string[] = [];
    const paced = client({ onWait: (why) => waits.push(why) });
    for (let i = 0; i < 5; i++) await paced.json(ask(server, { rateLimit }), Thing);
    expect(waits).toEqual([]);
    void paced.json(ask(server, { rateLimit }), Thing).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(waits).toEqual(['paced']);
    expect(server.requests).toHaveLength(5);
  });

  it('counts tries, as upstream does', async () => {
    const server = await upstream(answering(503), GOOD);
    const waits: string[] = [];
    const paced = client({ onWait: (why) => waits.push(why) });
    await paced.json(ask(server, { rateLimit }), Thing);
    void paced.json(ask(server, { rateLimit }), Thing).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.requests).toHaveLength(2);
    expect(waits).toEqual(['paced']);
  });
});

describe('a download', () => {
  it('is streamed to a file, with its size and SHA-256, whatever a broken try left there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'codex-lake-http-'));
    const file = join(folder, 'file');
    const body = 'line\n'.repeat(100_000);
    const server = await upstream(breakingOff, answering(200, body));
    const saved = await client().download(ask(server), file);
    const sha256 = createHash('sha256').update(body).digest('hex');
    expect(saved).toEqual({ bytes: body.length, sha256 });
    expect(await readFile(file, 'utf8')).toBe(body);
    await rm(folder, { recursive: true });
  });

  it('that the disk refuses is not tried again, and not taken for a fault of upstream', async () => {
    const server = await upstream(answering(200, 'body'));
    const saving = client().download(ask(server), join(tmpdir(), 'no such folder', 'file'));
    await expect(saving).rejects.toThrow('ENOENT');
    expect(server.requests).toHaveLength(1);
  });
});
