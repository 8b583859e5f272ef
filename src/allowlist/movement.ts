import { AddressSet } from './address-set.ts';
import type { Cidr } from './cidr.ts';

export const FAMILIES = [4, 6] as const;

interface Counts<N> {
  readonly before: N;
  readonly removed: N;
  readonly added: N;
}

/** How far a list of ranges moved. Ranges that are only written otherwise did not move. */
export interface Movement {
  /** Entries: removed are those of before that are not wholly let in any more, added those that were not wholly let in before. */
  readonly entries: Counts<number>;
  /** Addresses by family, exactly. */
  readonly addresses: Readonly<Record<4 | 6, Counts<bigint>>>;
}

interface Ranges {
  readonly before: readonly Cidr[];
  /** What is there now. */
  readonly after: readonly Cidr[];
  /** What came since, whether or not it is still there. @default what is there now */
  readonly came?: readonly Cidr[];
}

export function movementOf({ before, after, came = after }: Ranges): Movement {
  const [was, is, joined] = [new AddressSet(before), new AddressSet(after), new AddressSet(came)];
  const countsOf = (family: 4 | 6): Counts<bigint> => ({
    before: was.count(family),
    removed: was.countBeyond(is, family),
    added: joined.countBeyond(was, family),
  });
  return {
    entries: {
      before: before.length,
      removed: before.filter((range) => !is.covers(range)).length,
      added: new Set(came.filter((range) => !was.covers(range)).map(({ text }) => text)).size,
    },
    addresses: { 4: countsOf(4), 6: countsOf(6) },
  };
}
