import type { Deadline } from '../deadline/deadline.ts';
import { AdaptiveLimit } from './adaptive-limit.ts';
import type { HttpRequest } from './request.ts';
import { toldLimit } from './told-limit.ts';

/** Keeps requests to our own rate limits, and out of the windows in which upstream asked to be left alone. */
export interface RateLimiter {
  /** Waits for the request's turn. Throws as `Deadline.wait` does. */
  take(request: HttpRequest): Promise<void>;
  /** Lets no request of the same kind go before so long has passed. */
  pause(request: HttpRequest, ms: number): void;
  /** Takes from an answer to the request what it says of upstream's limit. */
  heard(request: HttpRequest, response: Pick<Response, 'status' | 'headers'>): void;
}

/** `clock`: milliseconds, going on. @default the process's own */
export function rateLimiter(
  deadline: Pick<Deadline, 'wait'>,
  onDelay: () => void,
  clock = () => performance.now(),
): RateLimiter {
  const limits = new Map<string, AdaptiveLimit>();
  const pausedUntil = new Map<string, number>();
  /** What shares a limit; requests without one of ours share upstream's by their origin. */
  const kindOf = ({ rateLimit, url }: HttpRequest) => rateLimit?.name ?? url.origin;

  function limitOf({ rateLimit }: HttpRequest): AdaptiveLimit | undefined {
    if (rateLimit === undefined || !Number.isFinite(rateLimit.perMinute)) return undefined;
    const limit = limits.get(rateLimit.name) ?? new AdaptiveLimit(rateLimit.perMinute);
    limits.set(rateLimit.name, limit);
    return limit;
  }

  return {
    async take(request) {
      const limit = limitOf(request);
      let isTold = false;
      for (;;) {
        const paused = (pausedUntil.get(kindOf(request)) ?? 0) - clock();
        const ms = paused > 0 ? paused : (limit?.send(clock()) ?? 0);
        if (ms <= 0) return;
        if (paused <= 0 && !isTold) {
          isTold = true;
          onDelay();
        }
        // Timers may fire a moment early; the turn would then not have come.
        await deadline.wait(Math.ceil(ms));
      }
    },
    pause(request, ms) {
      const kind = kindOf(request);
      pausedUntil.set(kind, Math.max(pausedUntil.get(kind) ?? 0, clock() + ms));
    },
    heard(request, { status, headers }) {
      const limit = limitOf(request);
      const told = toldLimit(headers);
      if (told !== undefined) limit?.told(told);
      if (status === 429) limit?.refused(clock());
    },
  };
}
