import fc from 'fast-check';
import { expect, it } from 'vitest';
import { adjacentMicrosecond } from '../../src/sources/compliance-logs/adjacent-microsecond.ts';

it.each([
  ['2026-11-02T10:00:00.000001Z', '2026-11-02T10:00:00.000000Z'],
  ['2026-11-02T10:00:00Z', '2026-11-02T09:59:59.999999Z'],
  ['2026-11-02T10:00:00.5Z', '2026-11-02T10:00:00.499999Z'],
  ['2026-11-02T10:00:00.123456+00:00', '2026-11-02T10:00:00.123455Z'],
  ['2026-11-02T10:00:00+02:00', '2026-11-02T07:59:59.999999Z'],
  ['2026-01-01T00:00:00.000Z', '2025-12-31T23:59:59.999999Z'],
])('before %s is %s', (iso, before) => {
  expect(adjacentMicrosecond(iso, -1)).toBe(before);
});

it('is one microsecond less or more, at full precision', () => {
  const micros = fc.bigInt({ min: 1_700_000_000_000_000n, max: 3_000_000_000_000_000n });
  const print = (at: bigint) =>
    `${new Date(Number(at / 1000n)).toISOString().slice(0, -1)}${String(at % 1000n).padStart(3, '0')}Z`;
  fc.assert(
    fc.property(micros, (at) => {
      expect(adjacentMicrosecond(print(at), -1)).toBe(print(at - 1n));
      expect(adjacentMicrosecond(print(at), 1)).toBe(print(at + 1n));
    }),
  );
});
