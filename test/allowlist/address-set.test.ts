import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressSet, mergeExactly } from '../../src/allowlist/address-set.ts';
import { cidr, readCidr } from '../../src/allowlist/cidr.ts';

/** Ranges close to one another, so that many are neighbours, overlap or are the same. */
const ipv4 = fc
  .tuple(fc.integer({ min: 0, max: 1023 }), fc.integer({ min: 22, max: 32 }))
  .map(([host, length]) => cidr(`20.1.${host >> 8}.${host & 255}/${length}`).text);
const ipv6 = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 40, max: 128 }))
  .map(([host, length]) => cidr(`2603:1030:${host.toString(16)}::${host.toString(16)}/${length}`).text);
const ranges = fc.array(fc.oneof(ipv4, ipv6), { maxLength: 60 });

/** Single IPv4 addresses of a range, the slow and certain way. */
function addressesOf(range: string): string[] {
  const { first, last } = cidr(range);
  return Array.from({ length: Number(last - first) + 1 }, (_, i) => String(first + BigInt(i)));
}

describe('merging neighbours', () => {
  it('gives exactly the same addresses, never one more or fewer', () => {
    fc.assert(
      fc.property(fc.array(ipv4, { minLength: 1, maxLength: 40 }), (given) => {
        const merged = mergeExactly(given);
        expect(merged.flatMap(addressesOf).sort()).toEqual([...new Set(given.flatMap(addressesOf))].sort());
      }),
      { numRuns: 60 },
    );
  });

  it('never gives more entries than it was given, of either family, and what cannot be joined any further', () => {
    fc.assert(
      fc.property(ranges, (given) => {
        const merged = mergeExactly(given);
        expect(merged.length).toBeLessThanOrEqual(new Set(given).size);
        expect(new AddressSet(merged.map(cidr)).equals(new AddressSet(given.map(cidr)))).toBe(true);
        expect(mergeExactly(merged)).toEqual(merged);
      }),
    );
  });
});

describe('a set of addresses', () => {
  it('counts its addresses, and those that another set has not, once each', () => {
    fc.assert(
      fc.property(fc.array(ipv4, { maxLength: 20 }), fc.array(ipv4, { maxLength: 20 }), (one, other) => {
        const [ours, theirs] = [one, other].map((given) => new Set(given.flatMap(addressesOf)));
        const [set, others] = [one, other].map((given) => new AddressSet(given.map(cidr)));
        expect(set?.count(4)).toBe(BigInt(ours?.size ?? -1));
        expect(others && set?.countBeyond(others, 4)).toBe(
          BigInt(ours?.difference(theirs ?? new Set()).size ?? -1),
        );
        expect(set?.count(6)).toBe(0n);
      }),
      { numRuns: 60 },
    );
  });

  it('covers a range when it has each of its addresses, and overlaps it when it has one', () => {
    fc.assert(
      fc.property(fc.array(ipv4, { maxLength: 20 }), ipv4, (given, asked) => {
        const set = new AddressSet(given.map(cidr));
        const all = new Set(given.flatMap(addressesOf));
        const those = addressesOf(asked);
        expect(set.covers(cidr(asked))).toBe(those.every((address) => all.has(address)));
        expect(set.overlaps(cidr(asked))).toBe(those.some((address) => all.has(address)));
      }),
      { numRuns: 200 },
    );
  });
});

describe('reading a range', () => {
  it.each([
    ['20.1.2.3', '20.1.2.3/32'],
    ['20.1.2.3/28', '20.1.2.0/28'],
    [' 20.1.2.0/28 ', '20.1.2.0/28'],
    ['2603:1030:0:0::1', '2603:1030::1/128'],
    ['2603:1030:40C::/46', '2603:1030:40c::/46'],
  ])('takes %s for %s', (text, expected) => expect(readCidr(text)?.text).toBe(expected));

  it.each([
    '',
    'home',
    '10.1',
    '1',
    '20.1.2.0/33',
    '20.1.2.0/',
    '2603:1030::/129',
    '::ffff/x',
    '20.1.2.0/28/1',
  ])('takes %j for none', (text) => expect(readCidr(text)).toBeUndefined());
});
