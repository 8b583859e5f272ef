import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitObjects } from '../../../src/lake/parse/split-objects.ts';

const object = fc.dictionary(fc.string(), fc.jsonValue());
const between = fc.constantFrom('', ' ', '\t', '  ');

it('splits any objects written one after another back into themselves', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(object, between), { minLength: 1 }), (items) => {
      const texts = items.map(([value]) => JSON.stringify(value));
      const line = items.map(([, gap], i) => texts[i] + gap).join('');
      expect(splitObjects(line)).toEqual(texts);
    }),
  );
});

it('gives what is no object as a piece of its own, so that its neighbours are saved', () => {
  expect(splitObjects('{"a":1}{"b":')).toEqual(['{"a":1}', '{"b":']);
  expect(splitObjects('{"a":1}garbage')).toEqual(['{"a":1}', 'garbage']);
  expect(splitObjects('{"a":"}{"}{"b":"\\"}"}')).toEqual(['{"a":"}{"}', '{"b":"\\"}"}']);
  expect(splitObjects('')).toEqual([]);
});

it('never loses or makes a character that is not white space', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":,\\a1 ') }), (line) => {
      expect(splitObjects(line).join('').replace(/\s/g, '')).toBe(line.replace(/\s/g, ''));
    }),
  );
});
