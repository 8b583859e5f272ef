import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digestText } from '../../src/privacy/digest.ts';
import { digestUnknownWords } from '../../src/privacy/unknown-words.ts';

const digested = (value: unknown) => JSON.parse(digestUnknownWords(KEY, JSON.stringify(value)));
const KEY = new Uint8Array(32).fill(7);
const LONG = 'somebody wrote this, at some length, into a field nobody has described yet';

it('replaces texts longer than an id by their length and digest, at any depth', () => {
  const digest = { length: LONG.length, hash: digestText(KEY, LONG) };
  expect(digested({ a: [{ b: LONG }], c: 'x'.repeat(64), d: 5, e: null, f: true })).toEqual({
    a: [{ b: digest }],
    c: 'x'.repeat(64),
    d: 5,
    e: null,
    f: true,
  });
});

it('leaves no long text in any JSON, and short ones as they are', () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 5 },
      fc.string({ minLength: 65, maxLength: 90 }),
      fc.string({ maxLength: 64 }),
      fc.integer(),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(fc.string({ maxLength: 5 }), tie('any'), { maxKeys: 4 }),
    ),
  })).any;
  fc.assert(
    fc.property(value, (given) => {
      const [before, after] = [textsOf(given), textsOf(digested(given))];
      for (const text of after) expect(text.length).toBeLessThanOrEqual(64);
      expect(after).toEqual(before.map((text) => (text.length <= 64 ? text : digestText(KEY, text))));
    }),
  );
});

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(textsOf);
}

it('keeps digits, names and what stands twice as they were sent', () => {
  const sent = '{"n": 12345678901234567890, "__proto__": 0.10000000000000000001, "a": 1, "a": "\\u0041"}';
  expect(digestUnknownWords(KEY, sent)).toBe(sent);
});
