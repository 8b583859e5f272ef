import { mix, Random } from '../random.ts';

// Public space of the large clouds.
const FIRST_OCTETS = [
  4, 13, 20, 20, 20, 23, 40, 40, 48, 51, 52, 52, 57, 68, 70, 74, 104, 128, 130, 135, 137, 138, 168, 172, 191,
];

/** Lengths as they occur in the published lists: nearly all /28. */
const LENGTHS = [
  { length: 28, weight: 912 },
  { length: 32, weight: 45 },
  { length: 29, weight: 17 },
  { length: 30, weight: 16 },
  { length: 27, weight: 4 },
  { length: 26, weight: 3 },
  { length: 31, weight: 2 },
  { length: 23, weight: 1 },
];

/** Deals out canonical, public IPv4 prefixes that never overlap. Now and then two are neighbours. */
export class CidrSource {
  readonly #random: Random;
  readonly #takenBlocks = new Set<number>();
  readonly #open: { block: number; next: number }[] = [];

  constructor(hash: number) {
    this.#random = new Random(mix(hash, 0xc1d2));
  }

  next(): string {
    const random = this.#random;
    const { length } = random.weighted(LENGTHS);
    // Each /23 is used for one prefix, or for a row of 28s beside one another.
    const neighbour = length === 28 && random.chance(0.28) ? this.#open.at(-1) : undefined;
    if (neighbour && neighbour.next < 32) return cidr(neighbour.block * 512 + neighbour.next++ * 16, 28);
    const block = this.#freeBlock();
    if (length < 24) return cidr(block * 512, length);
    const size = 2 ** (32 - length);
    const slot = random.below(512 / size);
    if (length === 28) this.#open.push({ block, next: slot + 1 });
    return cidr(block * 512 + slot * size, length);
  }

  /** The single very wide one there is. */
  wide(): string {
    for (let block = 0; block < 64; block++)
      this.#takenBlocks.add((23 * 2 ** 24 + 102 * 2 ** 16) / 512 + block);
    return '23.102.0.0/17';
  }

  #freeBlock(): number {
    for (;;) {
      const first = this.#random.pick(FIRST_OCTETS);
      // 172.16.0.0/12 is private.
      const second = first === 172 ? this.#random.between(160, 210) : this.#random.below(256);
      const block = (first * 2 ** 24 + second * 2 ** 16) / 512 + this.#random.below(128);
      if (this.#takenBlocks.has(block)) continue;
      this.#takenBlocks.add(block);
      return block;
    }
  }
}

function cidr(address: number, length: number): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
  return `${octets.join('.')}/${length}`;
}
