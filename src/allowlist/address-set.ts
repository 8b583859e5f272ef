import { mergeCidr } from 'cidr-tools';
import { type Cidr, cidr } from './cidr.ts';

interface Interval {
  readonly first: bigint;
  last: bigint;
}

/** The addresses of some ranges, to ask what is in them. */
export class AddressSet {
  readonly #intervals: Readonly<Record<4 | 6, readonly Interval[]>>;

  constructor(ranges: Iterable<Cidr>) {
    const byFamily = Map.groupBy(ranges, ({ family }) => family);
    this.#intervals = { 4: joined(byFamily.get(4) ?? []), 6: joined(byFamily.get(6) ?? []) };
  }

  /** Whether every address of the range is in the set. */
  covers({ family, first, last }: Cidr): boolean {
    const found = this.#lastFrom(family, first);
    return found !== undefined && found.last >= last;
  }

  /** Whether any address of the range is in the set. */
  overlaps({ family, first, last }: Cidr): boolean {
    const found = this.#lastFrom(family, last);
    return found !== undefined && found.last >= first;
  }

  /** Whether both sets have the same addresses. */
  equals(other: AddressSet): boolean {
    return ([4, 6] as const).every((family) => {
      const [ours, theirs] = [this.#intervals[family], other.#intervals[family]];
      return (
        ours.length === theirs.length &&
        ours.every(({ first, last }, i) => first === theirs[i]?.first && last === theirs[i]?.last)
      );
    });
  }

  /** How many addresses of a family are in the set. */
  count(family: 4 | 6): bigint {
    return sizeOf(this.#intervals[family]);
  }

  /** How many addresses of a family are in this set and not in the other. */
  countBeyond(other: AddressSet, family: 4 | 6): bigint {
    const both = joined([...this.#intervals[family], ...other.#intervals[family]]);
    return sizeOf(both) - other.count(family);
  }

  /** The last interval that begins at or before the address. */
  #lastFrom(family: 4 | 6, address: bigint): Interval | undefined {
    const intervals = this.#intervals[family];
    let [low, high] = [0, intervals.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((intervals[middle]?.first ?? 0n) <= address) low = middle + 1;
      else high = middle;
    }
    return intervals[low - 1];
  }
}

/** Intervals in order, those that touch made one. */
function joined(ranges: readonly Readonly<Interval>[]): Interval[] {
  const sorted = ranges.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const intervals: Interval[] = [];
  for (const { first, last } of sorted) {
    const before = intervals.at(-1);
    if (before === undefined || first > before.last + 1n) intervals.push({ first, last });
    else if (last > before.last) before.last = last;
  }
  return intervals;
}

function sizeOf(intervals: readonly Interval[]): bigint {
  return intervals.reduce((sum, { first, last }) => sum + (last - first + 1n), 0n);
}

/** The fewest ranges with exactly the same addresses: neighbours are joined, never widened. Throws when it would not be so. */
export function mergeExactly(ranges: readonly string[]): string[] {
  const merged = mergeCidr([...ranges]).map((text) => cidr(text));
  if (!new AddressSet(merged).equals(new AddressSet(ranges.map(cidr))))
    throw new Error('merging ranges: the result has other addresses than what was merged');
  return merged.map(({ text }) => text).sort();
}
