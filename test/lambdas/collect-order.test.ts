import fc from 'fast-check';
import { expect, it } from 'vitest';
import { beginningWithAny } from '../../lambdas/collect/input.ts';

it('begins with each source in its turn, and leaves none out', () => {
  const sources = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 9 });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(sources, random, (given, at) => {
      expect(beginningWithAny(given, at).toSorted()).toEqual(given.toSorted());
    }),
  );
  expect(new Set([0, 0.34, 0.67].map((at) => beginningWithAny(['a', 'b', 'c'], at)[0]))).toEqual(
    new Set(['a', 'b', 'c']),
  );
});
