const MINUTE_MS = 60_000;
/** What a refusal leaves of the limit, and what a quiet minute gives back, as a share of the whole. */
const LEFT_BY_REFUSAL = 0.7;
const REGAINED_A_MINUTE = 0.1;

/**
 * How many requests of a kind may go in any minute: what is known of upstream to begin with, what its headers say once they do, and
 * less for a while after it refused one as too many, as others may ask with the same key. Never more than is known or told.
 */
export class AdaptiveLimit {
  #most: number;
  #now: number;
  #changedAt = Number.NEGATIVE_INFINITY;
  readonly #sent: number[] = [];

  constructor(perMinute: number) {
    this.#most = perMinute;
    this.#now = perMinute;
  }

  /** Sends one and gives 0, or the milliseconds until one may go. Times are milliseconds of a clock that only goes on. */
  send(now: number): number {
    while ((this.#sent[0] ?? now) <= now - MINUTE_MS) this.#sent.shift();
    const limit = this.#perMinute(now);
    const inTheWay = this.#sent[this.#sent.length - limit];
    if (inTheWay !== undefined) return inTheWay + MINUTE_MS - now;
    this.#sent.push(now);
    return 0;
  }

  told(perMinute: number): void {
    if (perMinute === this.#most) return;
    this.#now = Math.max(1, Math.floor((this.#now * perMinute) / this.#most));
    this.#most = perMinute;
  }

  /** One was refused as too many. Several at once say the same. */
  refused(now: number): void {
    if (now - this.#changedAt < MINUTE_MS / 2) return;
    this.#now = Math.max(1, Math.floor(this.#perMinute(now) * LEFT_BY_REFUSAL));
    this.#changedAt = now;
  }

  #perMinute(now: number): number {
    if (this.#now < this.#most) {
      const minutes = Math.floor((now - this.#changedAt) / MINUTE_MS);
      if (minutes > 0) {
        this.#now = Math.min(this.#most, this.#now + Math.ceil(minutes * REGAINED_A_MINUTE * this.#most));
        this.#changedAt += minutes * MINUTE_MS;
      }
    }
    return this.#now;
  }
}
