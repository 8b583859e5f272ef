import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rawElements } from '../../src/http/raw-elements.ts';

const object = fc.dictionary(fc.string(), fc.jsonValue());
const others = fc.dictionary(
  fc.string().filter((name) => name !== 'data'),
  fc.jsonValue(),
);
const spacing = fc.constantFrom(0, 2, '\t');

it('gives the text of each element of any list, wherever the list stands', () => {
  fc.assert(
    fc.property(
      others,
      fc.array(fc.oneof(object, fc.jsonValue())),
      others,
      spacing,
      (before, data, after, space) => {
        const document = { ...before, data, ...after };
        const elements = rawElements(JSON.stringify(document, null, space), 'data');
        expect(elements.map((text): unknown => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(data)));
      },
    ),
  );
});

it('keeps digits and order of fields as they were sent', () => {
  const text = '{"has_more":false,"data":[{"b":1.50,"a":12345678901234567890} , {"a":8.5e-05}]}';
  expect(rawElements(text, 'data')).toEqual(['{"b":1.50,"a":12345678901234567890}', '{"a":8.5e-05}']);
});

it('takes no list of another name or another depth for it', () => {
  const text = '{"x":{"data":[{"a":1}]},"y":"data","z":[{"data":[{"a":2}]}],"data":[{"data":[{"a":3}]}]}';
  expect(rawElements(text, 'data')).toEqual(['{"data":[{"a":3}]}']);
  expect(rawElements('{"more":[{"a":1}]}', 'data')).toEqual([]);
});

it('takes the last of two lists of one name, as a parser does', () => {
  const text = '{"data":[{"a":1}],"data":[{"a":2},3]}';
  expect(rawElements(text, 'data')).toEqual(['{"a":2}', '3']);
});
