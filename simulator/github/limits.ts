/** Figures of https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api */
const POINTS_AN_HOUR = 5_000;
const POINTS_A_MINUTE = 2_000;
const CREATED_A_MINUTE = 80;
const CREATED_AN_HOUR = 500;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

interface Hit {
  readonly atMs: number;
  readonly points: number;
  readonly created: number;
}

export interface Refused {
  readonly limit: 'primary' | 'secondary';
  /** Unix milliseconds from when on it is answered again. */
  readonly untilMs: number;
}

/**
 * What one token may ask. How GitHub counts several mutations in one request is not documented: here each counts by itself, so
 * a client that keeps to these limits keeps to GitHub's.
 */
export class Limits {
  readonly #now: () => number;
  #hits: Hit[] = [];
  #windowMs = 0;
  #used = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes a request of so many mutations; or says why not. */
  take(mutations: number): Refused | null {
    const now = this.#now();
    this.#hits = this.#hits.filter(({ atMs }) => atMs > now - HOUR_MS);
    if (now - this.#windowMs >= HOUR_MS) {
      this.#windowMs = now;
      this.#used = 0;
    }
    const points = 1 + 4 * Math.min(1, mutations);
    if (this.#used + 1 > POINTS_AN_HOUR) return { limit: 'primary', untilMs: this.resetMs };
    const hit = { atMs: now, points, created: mutations };
    const until = Math.max(
      this.#full(hit, 'points', POINTS_A_MINUTE, MINUTE_MS),
      this.#full(hit, 'created', CREATED_A_MINUTE, MINUTE_MS),
      this.#full(hit, 'created', CREATED_AN_HOUR, HOUR_MS),
    );
    if (until > now) return { limit: 'secondary', untilMs: until };
    this.#hits.push(hit);
    this.#used++;
    return null;
  }

  /** Leaves the hour without points. */
  exhaust(): void {
    this.#windowMs = this.#now();
    this.#used = POINTS_AN_HOUR;
  }

  get remaining(): number {
    return Math.max(0, POINTS_AN_HOUR - this.#used);
  }

  get resetMs(): number {
    return this.#windowMs + HOUR_MS;
  }

  /** When the hit fits into the window of that length; 0 when it does now. */
  #full(hit: Hit, what: 'points' | 'created', most: number, windowMs: number): number {
    let room = most - hit[what];
    for (const { atMs, ...earlier } of this.#hits.toReversed()) {
      if (atMs <= hit.atMs - windowMs) return 0;
      room -= earlier[what];
      if (room < 0) return atMs + windowMs;
    }
    return 0;
  }
}
