/** Folds one integer into a 32-bit hash; chain it to hash several. Order matters. */
export function mix(hash: number, value: number): number {
  let h = Math.imul((hash ^ (hash >>> 16)) + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(value | 0, 0xcc9e2d51);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

export function hashText(text: string, start = 0x811c9dc5): number {
  let h = start;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h, text.length);
}

/**
 * A small, fast generator (mulberry32). Every figure of the simulated company comes from one of these, seeded
 * by a hash of what the figure is about, so that no request can disturb another.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** Around `median`, with a long tail to the right; `spread` 0.5 is mild, 1 is wild. */
  skewed(median: number, spread: number): number {
    const normal = this.next() + this.next() + this.next() + this.next() - 2;
    return median * Math.exp(spread * 1.73 * normal);
  }

  /** An entry by weight. */
  weighted<T extends { readonly weight: number }>(items: readonly T[]): T {
    let total = 0;
    for (const item of items) total += item.weight;
    let at = this.next() * total;
    for (const item of items) {
      at -= item.weight;
      if (at < 0) return item;
    }
    return items[items.length - 1]!;
  }
}
