import fc from 'fast-check';
import { at, type Document, isObject, type Json, type Schema } from './document.ts';

/** What of a value the schema leaves open, and a test decides. */
export interface Draw {
  /** Times a `date-time` is drawn from, ISO in UTC, any precision. */
  readonly time: fc.Arbitrary<string>;
  /** Keys and values that no schema names. @default some */
  readonly unknownKeys?: boolean;
}

/** JSON that looks like something else: numbers out of a double's range come as texts only here. */
const anyJson: fc.Arbitrary<Json> = fc
  .jsonValue({ maxDepth: 2 })
  .map((value) => JSON.parse(JSON.stringify(value)));

const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ minLength: 60, maxLength: 90 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', 'null', 'NaN', '2026-11-18', '12', '{"a":1}', "O'Hara", '\u2028', '~x~1'),
  },
);

/** Values that are valid against a schema of the document. */
export function valuesOf(document: Document, schema: Schema, draw: Draw): fc.Arbitrary<Json> {
  return from(whole(document, schema));

  function from(given: Schema): fc.Arbitrary<Json> {
    const { const: constant, enum: options, oneOf, anyOf, type } = given;
    if (constant !== undefined) return fc.constant(constant);
    if (Array.isArray(options)) return fc.constantFrom(...options);
    const branches = oneOf ?? anyOf;
    if (Array.isArray(branches)) {
      const { oneOf: _, anyOf: __, discriminator: ___, ...common } = given;
      return fc.oneof(...branches.map((branch) => from(whole(document, { allOf: [common, branch] }))));
    }
    const types = Array.isArray(type) ? type : type === undefined ? [] : [type];
    if (types.length === 0) return isObject(given.properties) ? objectFrom(given) : anyJson;
    return fc.oneof(...types.map((one) => ofType(String(one), given)));
  }

  function ofType(type: string, given: Schema): fc.Arbitrary<Json> {
    switch (type) {
      case 'null':
        return fc.constant(null);
      case 'boolean':
        return fc.boolean();
      case 'integer':
      case 'number':
        return numberFrom(type, given);
      case 'array':
        return fc.array(from(whole(document, isObject(given.items) ? given.items : {})), {
          minLength: Number(given.minItems ?? 0),
          maxLength: 3,
        });
      case 'object':
        return objectFrom(given);
      default:
        return textFrom(given);
    }
  }

  function textFrom({ format, pattern, minLength }: Schema): fc.Arbitrary<string> {
    if (format === 'date-time') return draw.time;
    if (format === 'date') return draw.time.map((time) => time.slice(0, 10));
    if (format === 'uuid') return fc.uuid();
    if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern));
    return typeof minLength === 'number' ? text.filter((value) => value.length >= minLength) : text;
  }

  function objectFrom(given: Schema): fc.Arbitrary<Json> {
    const { properties, required, additionalProperties, maxProperties, minProperties } = given;
    const known = isObject(properties) ? Object.entries(properties) : [];
    const needed = Array.isArray(required) ? required.map(String) : [];
    const model = Object.fromEntries(
      known.map(([name, property]) => [name, from(whole(document, isObject(property) ? property : {}))]),
    );
    const named = fc.record(model, {
      requiredKeys: needed.filter((name) => name in model),
      noNullPrototype: true,
    });
    const [extra, most] = isObject(additionalProperties)
      ? [from(whole(document, additionalProperties)), 3]
      : [anyJson, draw.unknownKeys === false ? 0 : 1];
    const others = fc.dictionary(
      fc.oneof(
        fc.string({ minLength: 1, maxLength: 8 }),
        fc.constantFrom('__proto__', 'constructor', 'a.b', '$.id'),
      ),
      extra,
      { maxKeys: Number(maxProperties ?? most), noNullPrototype: true },
    );
    return fc
      .tuple(named, fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: others }))
      .map(([value, rest]) => merged(value, rest, needed.concat(known.map(([name]) => name))))
      .filter((value) => Object.keys(value).length >= Number(minProperties ?? 0))
      .map((value) => equalized(value, properties));
  }
}

/** The rest beside the value, but for names that are the schema's own. */
function merged(value: object, rest: object, own: readonly string[]): { [key: string]: Json } {
  const others = Object.entries(rest).filter(([name]) => !own.includes(name));
  return Object.fromEntries([...Object.entries(value), ...others]);
}

/** With what is to say the same as another field of the value (`x-equals`, a path from it) saying it. */
function equalized(value: { [key: string]: Json }, properties: Json | undefined): { [key: string]: Json } {
  if (!isObject(properties)) return value;
  for (const [name, property] of Object.entries(properties)) {
    if (!isObject(property) || typeof property['x-equals'] !== 'string') continue;
    const other = property['x-equals']
      .split('.')
      .reduce<Json | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
    if (other !== undefined) value[name] = other;
  }
  return value;
}

function numberFrom(type: string, { minimum, maximum, multipleOf }: Schema): fc.Arbitrary<number> {
  const [min, max] = [Number(minimum ?? -1000), Number(maximum ?? 1e9)];
  if (typeof multipleOf === 'number')
    return fc.integer({ min: 20_000, max: 21_000 }).map((n) => n * multipleOf);
  if (type === 'integer')
    return fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min, max }) },
      { weight: 1, arbitrary: fc.constant(Math.max(min, 0)) },
    );
  return fc.oneof(
    fc.integer({ min, max }),
    fc.double({ min, max, noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
    fc.integer({ min: min * 100, max: max * 100 }).map((cents) => cents / 100),
  );
}

const KEYWORDS = ['properties', 'required'];

/** A schema without references and `allOf`: what they say, put together. Its properties stay as they are. */
function whole(document: Document, schema: Schema): Schema {
  const { $ref, allOf, ...own } = schema;
  const parts = [
    ...(typeof $ref === 'string' ? [at(document, $ref)] : []),
    ...(Array.isArray(allOf) ? allOf.filter(isObject) : []),
  ].map((part) => whole(document, part));
  return parts.reduce((a, b) => together(a, b), own);
}

function together(a: Schema, b: Schema): Schema {
  const properties = { ...(isObject(a.properties) ? a.properties : {}) };
  for (const [name, property] of Object.entries(isObject(b.properties) ? b.properties : {})) {
    const before = properties[name];
    properties[name] = before === undefined ? property : { allOf: [before, property] };
  }
  const required = [a.required, b.required].flatMap((one) => (Array.isArray(one) ? one : []));
  const others = Object.fromEntries(
    Object.entries({ ...b, ...a }).filter(([key]) => !KEYWORDS.includes(key)),
  );
  // What is closed or constant in one of two is so in both.
  for (const keyword of ['const', 'enum', 'minLength', 'pattern', 'format', 'minimum']) {
    const value = b[keyword] ?? a[keyword];
    if (value !== undefined) others[keyword] = value;
  }
  return {
    ...others,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required: [...new Set(required)] }),
  };
}
