import type { TargetPorts } from '../target.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Spreads changes so that no minute and no hour has more than it may. */
export class RateLimiter {
  readonly #ports: TargetPorts;
  readonly #windows: readonly { readonly most: number; readonly ms: number }[];
  #taken: { readonly atMs: number; readonly count: number }[] = [];

  constructor(ports: TargetPorts, { perMinute, perHour }: { perMinute: number; perHour: number }) {
    this.#ports = ports;
    this.#windows = [
      { most: perMinute, ms: MINUTE_MS },
      { most: perHour, ms: HOUR_MS },
    ];
  }

  /** Waits until so many changes fit. Throws `OutOfTimeError` when the run ends before. */
  async take(count: number): Promise<void> {
    for (;;) {
      const now = this.#ports.clock.now().getTime();
      this.#taken = this.#taken.filter(({ atMs }) => atMs > now - HOUR_MS);
      const waitMs = Math.max(...this.#windows.map(({ most, ms }) => this.#waitFor(count, most, ms, now)));
      if (waitMs <= 0) {
        this.#taken.push({ atMs: now, count });
        return;
      }
      this.#ports.report({
        is: 'waiting',
        seconds: Math.ceil(waitMs / 1000),
        why: "to keep to GitHub's limits",
      });
      await this.#ports.clock.wait(waitMs);
    }
  }

  /** Milliseconds until the window has room; a count larger than the window fits into an empty one. */
  #waitFor(count: number, most: number, ms: number, now: number): number {
    let room = most - count;
    for (const { atMs, count: earlier } of this.#taken.toReversed()) {
      if (atMs <= now - ms) return 0;
      room -= earlier;
      if (room < 0) return atMs + ms - now;
    }
    return 0;
  }
}
