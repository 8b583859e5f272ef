import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RateLimiter, rateLimiter } from '../../src/http/rate-limiter.ts';
import type { HttpRequest } from '../../src/http/request.ts';

const MINUTE = 60_000;
const request: HttpRequest = {
  url: new URL('http://upstream.invalid/logs'),
  subject: 'a file',
  rateLimit: { name: 'downloads', perMinute: 50 },
};

/** A limiter whose waits take no time but that of its own clock. */
function limiterOfItsOwnTime() {
  let now = 0;
  const wait = async (ms: number) => {
    now += ms;
  };
  const limiter = rateLimiter(
    { wait },
    () => {},
    () => now,
  );
  return { limiter, now: () => now, pass: (ms: number) => wait(ms) };
}

async function sentIn(limiter: RateLimiter, now: () => number, ms: number): Promise<number> {
  const end = now() + ms;
  let sent = 0;
  for (;;) {
    await limiter.take(request);
    if (now() >= end) return sent;
    sent++;
  }
}

const answer = (status: number, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers: new Headers(headers),
});

describe('how fast upstream is asked', () => {
  it('is what is known of it, where it says nothing', async () => {
    const { limiter, now } = limiterOfItsOwnTime();
    limiter.heard(request, answer(200));
    expect(await sentIn(limiter, now, 10 * MINUTE)).toBe(500);
  });

  it.each([
    [{ 'x-ratelimit-limit-requests': '100' }, 100],
    [{ 'x-ratelimit-limit': '20' }, 20],
    [{ 'ratelimit-limit': '100;w=60' }, 100],
    [{ 'ratelimit-limit': '100;w=3600' }, 50],
    [{ 'x-ratelimit-limit-requests': '0' }, 50],
    [{ 'x-ratelimit-limit-requests': '1000000' }, 50],
    [{ 'x-ratelimit-limit-requests': 'many' }, 50],
  ])('is what its headers say: %j is %i a minute', async (headers, perMinute) => {
    const { limiter, now } = limiterOfItsOwnTime();
    await limiter.take(request);
    limiter.heard(request, answer(200, headers));
    expect(await sentIn(limiter, now, 10 * MINUTE)).toBe(10 * perMinute - 1);
  });

  it('is less after a 429, once for all that were refused together, and what it was again in minutes', async () => {
    const { limiter, now, pass } = limiterOfItsOwnTime();
    await sentIn(limiter, now, MINUTE);
    for (let i = 0; i < 6; i++) limiter.heard(request, answer(429, { 'retry-after': '60' }));
    limiter.pause(request, MINUTE);
    await pass(MINUTE);
    const perMinute = [];
    for (let i = 0; i < 5; i++) perMinute.push(await sentIn(limiter, now, MINUTE));
    expect(perMinute[0]).toBeLessThan(45);
    expect(perMinute[0]).toBeGreaterThan(30);
    expect(perMinute.at(-1)).toBeGreaterThanOrEqual(49);
  });

  it('never stops, however often it is refused, and never passes what is known or told in any minute', async () => {
    const event = fc.oneof(
      fc.constant({ take: 30 }),
      fc.constant({ refuse: true }),
      fc.record({ told: fc.integer({ min: 1, max: 100 }) }),
      fc.record({ pass: fc.integer({ min: 1, max: 3 * MINUTE }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
        const { limiter, now, pass } = limiterOfItsOwnTime();
        const sent: number[] = [];
        let most = 50;
        for (const one of events) {
          if ('refuse' in one) limiter.heard(request, answer(429));
          if ('told' in one) {
            most = Math.max(most, one.told);
            limiter.heard(request, answer(200, { 'x-ratelimit-limit-requests': String(one.told) }));
          }
          if ('pass' in one) await pass(one.pass);
          for (let i = 0; i < ('take' in one ? one.take : 0); i++) {
            const asked = now();
            await limiter.take(request);
            sent.push(now());
            expect(now() - asked).toBeLessThanOrEqual(MINUTE);
          }
        }
        for (const [i, at] of sent.entries())
          expect(at - (sent[i - most] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(MINUTE);
      }),
    );
  });
});
