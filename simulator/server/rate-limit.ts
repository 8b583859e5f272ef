/** Sliding windows, one per key and endpoint. Runs on the real clock: the simulated one may stand still. */
export class RateLimit {
  readonly #windowMs: number;
  readonly #hits = new Map<string, number[]>();

  constructor(windowSeconds: number) {
    this.#windowMs = windowSeconds * 1000;
  }

  /** Takes one; or, when `allowed` are taken already, says how many seconds to wait. */
  take(what: string, allowed: number, nowMs = performance.now()): number | null {
    const hits = (this.#hits.get(what) ?? []).filter((hit) => hit > nowMs - this.#windowMs);
    this.#hits.set(what, hits);
    const oldest = hits[0];
    if (oldest !== undefined && hits.length >= allowed) {
      return Math.max(1, Math.ceil((oldest + this.#windowMs - nowMs) / 1000));
    }
    hits.push(nowMs);
    return null;
  }
}
