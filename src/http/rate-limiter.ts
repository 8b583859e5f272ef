import pThrottle from 'p-throttle';
import type { Deadline } from '../deadline/deadline.ts';
import type { HttpRequest } from './request.ts';

/** Keeps requests to our own rate limits, and out of the windows in which upstream asked to be left alone. */
export interface RateLimiter {
  /** Waits for the request's turn. Throws as `Deadline.wait` does. */
  take(request: HttpRequest): Promise<void>;
  /** Lets no request of the same kind go before so long has passed. */
  pause(request: HttpRequest, ms: number): void;
}

export function rateLimiter(deadline: Deadline, onDelay: () => void): RateLimiter {
  const throttles = new Map<string, () => Promise<void>>();
  const pausedUntil = new Map<string, number>();
  /** What shares a limit; requests without one of ours share upstream's by their origin. */
  const kindOf = ({ rateLimit, url }: HttpRequest) => rateLimit?.name ?? url.origin;

  function throttleOf({ rateLimit }: HttpRequest): (() => Promise<void>) | undefined {
    if (rateLimit === undefined || !Number.isFinite(rateLimit.perMinute)) return undefined;
    let take = throttles.get(rateLimit.name);
    if (take === undefined) {
      // Strict: so many in any 60 seconds, not in each minute of the clock.
      const limit = { limit: rateLimit.perMinute, interval: 60_000, strict: true };
      take = pThrottle({ ...limit, signal: deadline.signal, onDelay })(async () => {});
      throttles.set(rateLimit.name, take);
    }
    return take;
  }

  return {
    async take(request) {
      await throttleOf(request)?.();
      for (;;) {
        const ms = (pausedUntil.get(kindOf(request)) ?? 0) - performance.now();
        if (ms <= 0) return;
        await deadline.wait(ms);
      }
    },
    pause(request, ms) {
      const kind = kindOf(request);
      pausedUntil.set(kind, Math.max(pausedUntil.get(kind) ?? 0, performance.now() + ms));
    },
  };
}
