import fc from 'fast-check';
import { isObject, type Json } from './document.ts';

/** What is done to a good value, so that it is as the document has it no more, or hardly. */
export type Spoiling =
  | { readonly how: 'drop' | 'retype' | 'nest'; readonly at: number; readonly value: Json }
  | { readonly how: 'truncate'; readonly at: number }
  | { readonly how: 'junk'; readonly text: string }
  | { readonly how: 'number'; readonly at: number; readonly text: string }
  | { readonly how: 'twice'; readonly at: number };

const NESTED = 3000;

export const spoiling: fc.Arbitrary<Spoiling> = fc.oneof(
  fc.record({
    how: fc.constantFrom('drop' as const, 'retype' as const, 'retype' as const, 'nest' as const),
    at: fc.nat(),
    value: fc.jsonValue({ maxDepth: 2 }).map((value): Json => JSON.parse(JSON.stringify(value))),
  }),
  fc.record({ how: fc.constant('truncate' as const), at: fc.nat() }),
  fc.record({
    how: fc.constant('junk' as const),
    text: fc.oneof(
      fc.constantFrom(
        '[]',
        'null',
        '5',
        '"text"',
        '{',
        '}{',
        '{"a":}',
        '<html>',
        '\u0000',
        '\ufeff{}',
        '{}{}',
        '\\',
      ),
      fc
        .string({ unit: 'binary', minLength: 1, maxLength: 20 })
        .map((text) => text.replaceAll(/[\r\n]/g, ' ')),
    ),
  }),
  fc.record({
    how: fc.constant('number' as const),
    at: fc.nat(),
    text: fc.constantFrom(
      '1e999',
      '-1e-999',
      '123456789012345678901234567890',
      '0.1234567890123456789',
      '-0',
      '1E+2',
      '01',
      'NaN',
    ),
  }),
  fc.record({ how: fc.constant('twice' as const), at: fc.nat() }),
);

/**
 * The text of a value once it is spoilt, on one line. `spared` are names at its top that no spoiling of a field touches: where
 * it counts which, a test spoils them by itself.
 */
export function spoilt(value: Json, spoiling: Spoiling, spared: readonly string[]): string {
  const text = JSON.stringify(value);
  switch (spoiling.how) {
    case 'junk':
      return spoiling.text;
    case 'truncate':
      return text.slice(0, 1 + (spoiling.at % (text.length - 1)));
    case 'number':
      return numberAt(value, spoiling, spared);
    case 'twice':
      return nameTwice(text, value, spoiling.at, spared);
    default:
      return JSON.stringify(fieldSpoilt(value, spoiling, spared)).replace(
        '"…nested…"',
        '['.repeat(NESTED) + ']'.repeat(NESTED),
      );
  }
}

function fieldSpoilt(
  value: Json,
  { how, at, value: other }: Extract<Spoiling, { how: 'drop' | 'retype' | 'nest' }>,
  spared: readonly string[],
): Json {
  const copy: Json = JSON.parse(JSON.stringify(value));
  const places = placesIn(copy, spared);
  const place = places[at % places.length];
  if (place === undefined) return copy;
  if (how === 'drop') Reflect.deleteProperty(place.of, place.name);
  else Reflect.set(place.of, place.name, how === 'nest' ? '…nested…' : other);
  return copy;
}

function numberAt(
  value: Json,
  { at, text }: Extract<Spoiling, { how: 'number' }>,
  spared: readonly string[],
): string {
  return JSON.stringify(fieldSpoilt(value, { how: 'retype', at, value: '…number…' }, spared)).replace(
    '"…number…"',
    text,
  );
}

/** With one of its fields a second time, and something else in it. */
function nameTwice(text: string, value: Json, at: number, spared: readonly string[]): string {
  const names = isObject(value) ? Object.keys(value).filter((name) => !spared.includes(name)) : [];
  const name = names[at % names.length];
  return name === undefined ? text : `${text.slice(0, -1)},${JSON.stringify(name)}:7}`;
}

interface Place {
  readonly of: object;
  readonly name: string;
}

function placesIn(value: Json, spared: readonly string[]): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([name]) => !spared.includes(name))
    .flatMap(([name, inner]) => [{ of: value, name }, ...placesIn(inner, [])]);
}
