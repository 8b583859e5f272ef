import fc from 'fast-check';
import {
  asn,
  bigint,
  boolean,
  date,
  dayPart,
  decimal,
  double,
  expiry,
  given,
  hourPart,
  json,
  ofKinds,
  ordinal,
  orGiven,
  otherAmounts,
  person,
  string,
  sum,
  timestamp,
  verbatim,
  words,
} from '../../../src/tables/column.ts';
import { defineTable } from '../../../src/tables/define-table.ts';
import type { RawRecord } from '../../../src/tables/record.ts';

const common = {
  partitionBy: null,
  merge: { how: 'append' },
  key: ['id'],
  sort: ['id'],
} as const;

export const whole = defineTable({
  ...common,
  name: 'whole',
  doc: 'A column of every kind and reading.',
  columns: {
    id: string('$.id', ''),
    workspace_id: given('workspace_id', ''),
    text: string('$.text', ''),
    either: string(['$.text2', '$.any->$.a'], ''),
    who: person('$.who', ''),
    count: bigint('$.s.count', ''),
    either_count: ordinal(['$.s.first', '$.s.second'], ''),
    real: double('$.s.real', ''),
    money: decimal('$.s.money', ''),
    flag: boolean('$.flag', ''),
    time: timestamp('iso', '$.time', ''),
    day: date('iso', '$.day', ''),
    ends_at: expiry('$.ends_at', ''),
    unix_time: timestamp('unix', '$.unix', ''),
    unix_day: date('unix', '$.unix_day', ''),
    part_day: dayPart('time', ''),
    part_hour: hourPart('time', ''),
    any: json('$.any', '', { '': 'slug', a: 'number', 'b.*': 'person' }),
    billing: json('$.billing', ''),
    system: asn('$.s.system', ''),
    log_type: orGiven('log_type', string('$.type', '')),
    decided: ofKinds({ saidBy: ['$.kind', '$.s.kind'], kinds: ['A', 'B'] }, string('$.text', '')),
    undecided: ofKinds(
      { saidBy: ['$.kind', '$.s.kind'], kinds: ['A'], isOthers: true },
      string('$.text', ''),
    ),
    kind: string(['$.kind', '$.s.kind'], ''),
    written: verbatim('$.prompt', ''),
    billed_credits: sum('credits', '$.billing->$[*].cost', ''),
    billed: sum('usd', '$.billing->$[*].cost', ''),
    estimated: sum('usd', '$.billing->$[*].estimated_usd', ''),
    others: otherAmounts(['$.billing->$[*].cost', '$.billing->$[*].estimated_usd'], ''),
    ...words('prompt', '$.prompt', 'the prompt'),
    extra_json: json('$.extra_json', ''),
  },
});

export const items = defineTable({
  ...common,
  name: 'items',
  doc: 'Its elements.',
  unnest: '$.items',
  columns: {
    id: string('$.id', ''),
    name: string('@.name', ''),
    count: bigint('@.count', ''),
    money: decimal('@.money', ''),
  },
});

export const anyRecord: RawRecord = {
  name: 'any',
  tables: [whole, items],
  ignored: ['$.ignored'],
  eventTypes: { allBut: ['FOREIGN', '7'] },
};

const digits = (maxLength: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength }).map((all) => all.join(''));
const natural = (maxLength: number) => digits(maxLength).map((text) => text.replace(/^0+(?=\d)/, ''));
const sign = fc.constantFrom('', '', '-');
export const numberSent = fc.oneof(
  fc.integer().map(String),
  fc.tuple(sign, natural(40)).map((parts) => parts.join('')),
  fc.tuple(sign, natural(14), fc.constant('.'), digits(40)).map((parts) => parts.join('')),
  fc
    .tuple(
      sign,
      natural(20),
      fc.option(digits(20)),
      fc.constantFrom('e', 'E'),
      fc.constantFrom('', '+', '-'),
      natural(3),
    )
    .map(([s, n, f, e, plus, x]) => `${s}${n}${f === null ? '' : `.${f}`}${e}${plus}${x}`),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => JSON.stringify(n)),
  fc.constantFrom('-0', '-0.0', '0.0', '12.0', '12.5', '1e3', '8.5e-05', '4e-7', '1e400', '1e-400', '5e-324'),
  fc.constantFrom('9007199254740993', '12345678901234567890', '9223372036854775807', '9223372036854775808'),
  fc.constantFrom(
    '123456789012.123456',
    '999999999999.9999994',
    '999999999999.9999996',
    '0.1234565',
    'NaN',
    '-Infinity',
  ),
);
const timeSent = fc.oneof(
  fc
    .date({ min: new Date('1999-12-25'), max: new Date('2101-01-03'), noInvalidDate: true })
    .chain((at) =>
      fc
        .tuple(
          fc.constantFrom('T', 't', ' '),
          fc.constantFrom('', '.5', '.570', '.9999999', '.123456789012'),
          fc.constantFrom('', 'Z', 'z', '+01:00', '-0330', '+14', '+16:00', '-00:00'),
        )
        .map(
          ([t, fraction, zone]) =>
            `${at.toISOString().slice(0, 10)}${t}${at.toISOString().slice(11, 19)}${fraction}${zone}`,
        ),
    ),
  fc.constantFrom('2026-11-02', '2026-02-30', '0001-01-01', '0001-01-01T00:00:00Z', '2026-11-02T24:00:00Z'),
  fc.constantFrom(
    '2026-11-02T10:00Z',
    '2026-12-31T23:59:60Z',
    '2026-1-2',
    '2026-11-02 10:00:00 UTC',
    'infinity',
    'epoch',
    ' 2026-11-02',
  ),
);
const wordSent = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ unit: 'binary', minLength: 60, maxLength: 90 }),
  numberSent,
  timeSent,
  fc.constantFrom(
    'true',
    'TRUE',
    'yes',
    '1',
    '',
    ' 5 ',
    '+5',
    '1_000',
    '0x10',
    '1,234.50',
    '.5',
    '5.',
    'nan',
    'null',
    'a@example.com',
    'AS29518',
    'as7',
    'AS-5',
    'AS 5',
    'AS1.0',
    'AS99999999999999999999',
  ),
);
/** A string as JSON, in one of the ways it may be written. */
const stringSent = fc.oneof(
  wordSent.map((text) => JSON.stringify(text)),
  wordSent.map(
    (text) => `"${[...JSON.stringify(text).slice(1, -1)].map((c) => (c === '/' ? '\\/' : c)).join('')}"`,
  ),
  fc
    .string({ maxLength: 4 })
    .map(
      (text) => `"${[...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`,
    ),
  fc.constantFrom(
    '"\\ud800"',
    '"a\\uDFFFb"',
    '"\\ud83d\\ude00"',
    '"\\\\ud800"',
    '"\\\\\\ud800"',
    '"\\u0000"',
    '"]}"',
    '"\\""',
  ),
);
const scalarSent = fc.oneof(numberSent, stringSent, fc.constantFrom('true', 'false', 'null'));
const nameSent = fc.oneof(
  fc.constantFrom(
    '"a"',
    '"a"',
    '"b"',
    '"__proto__"',
    '"constructor"',
    '"toString"',
    '"a.b"',
    '""',
    '"\\u0061"',
    '"extra_json"',
  ),
  stringSent,
);
const space = fc.constantFrom('', '', '', ' ', ' \t');
const comma = fc.constantFrom('', '', '', '', '', '', '', ',');
const { valueSent } = fc.letrec<{ valueSent: string }>((tie) => ({
  valueSent: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalarSent,
    fc
      .tuple(fc.array(fc.tuple(nameSent, space, tie('valueSent')), { maxLength: 4 }), space, comma)
      .map(([members, s, c]) =>
        objectOf(
          members.map(([name, t, value]) => [`${name}${t}`, value]),
          s,
          c,
        ),
      ),
    fc
      .tuple(fc.array(tie('valueSent'), { maxLength: 4 }), space, comma)
      .map(([values, s, c]) => `[${s}${values.join(`${s},`)}${values.length > 0 ? c : ''}${s}]`),
  ),
}));

function objectOf(members: readonly (readonly [string, string])[], s = '', c = ''): string {
  const list = members.map(([name, value]) => `${name}:${s}${value}`).join(`,${s}`);
  return `{${s}${list}${members.length > 0 ? c : ''}${s}}`;
}

const mostly = (usual: fc.Arbitrary<string>) =>
  fc.oneof(
    { weight: 8, arbitrary: usual },
    { weight: 1, arbitrary: fc.constantFrom('null', '""') },
    { weight: 1, arbitrary: valueSent },
  );
const quoted = (texts: fc.Arbitrary<string>) => texts.map((text) => JSON.stringify(text));
const numeric = mostly(fc.oneof(numberSent, quoted(numberSent)));
const systemSent = mostly(
  fc.oneof(
    numberSent,
    quoted(
      fc
        .tuple(fc.constantFrom('', 'AS', 'as', 'As', 'A', 'AS ', 'ASAS'), numberSent)
        .map((all) => all.join('')),
    ),
  ),
);
const seconds = mostly(
  fc.oneof(
    fc.integer({ min: 946_600_000, max: 2_000_000_000 }).map(String),
    fc.integer({ min: 946_600_000, max: 2_000_000_000 }).map((n) => `${n}.${n % 1_000_003}`),
    numberSent,
  ),
);
const kindSent = mostly(fc.constantFrom('"A"', '"B"', '"C"'));
/** Some of the fields, in any order, once in a while one twice. */
const fields = (of: Readonly<Record<string, fc.Arbitrary<string>>>, most: number) =>
  fc
    .uniqueArray(fc.constantFrom(...Object.keys(of)), { maxLength: most })
    .chain((names) =>
      fc
        .tuple(
          fc.tuple(
            ...names.map((name) => (of[name] ?? scalarSent).map((value) => [`"${name}"`, value] as const)),
          ),
          fc.integer({ min: 0, max: 12 }),
        )
        .map(([members, twice]) =>
          [...members, ...members.slice(twice, twice + 1)].slice(0, twice === 0 ? undefined : members.length),
        ),
    );
const unitSent = mostly(
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('"CREDITS"', '"USD"') },
    fc.constantFrom(
      '"credits"',
      '" usd\\n"',
      '"Credit"',
      '""',
      '"EUR"',
      '"CRED\u0130TS"',
      '"\\u0055SD"',
      '"USD\\u0000"',
    ),
    stringSent,
  ),
);
const amount = fields(
  {
    value: mostly(fc.oneof(numberSent, fc.constantFrom('4e-7', '0.1', '"0.2"', '"1,234.50"'))),
    unit: unitSent,
    currency: unitSent,
  },
  3,
).map((members) => objectOf(members));
const billing = fc
  .array(
    mostly(
      fields({ cost: mostly(amount), estimated_usd: mostly(amount) }, 2).map((members) => objectOf(members)),
    ),
    {
      maxLength: 3,
    },
  )
  .map((list) => `[${list.join(',')}]`);
const item = fields({ name: mostly(stringSent), count: numeric, money: numeric, unknown: valueSent }, 3).map(
  (members) => objectOf(members),
);

const recordWith = (most: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fields(
        {
          text: mostly(stringSent),
          text2: mostly(stringSent),
          who: mostly(stringSent),
          s: mostly(
            fields(
              {
                count: numeric,
                first: numeric,
                second: numeric,
                real: numeric,
                money: numeric,
                system: systemSent,
                kind: kindSent,
              },
              5,
            ).map((members) => objectOf(members)),
          ),
          type: mostly(fc.constantFrom('"OWN"', '"FOREIGN"', '"FOREIG\\u004e"', '7', '"7"', '"Own"')),
          kind: kindSent,
          flag: mostly(fc.constantFrom('true', 'false', '"true"', '1')),
          time: mostly(quoted(timeSent)),
          day: mostly(quoted(timeSent)),
          ends_at: mostly(quoted(timeSent)),
          unix: seconds,
          unix_day: seconds,
          any: valueSent,
          billing: mostly(billing),
          prompt: mostly(stringSent),
          items: mostly(fc.array(mostly(item), { maxLength: 3 }).map((list) => `[${list.join(',')}]`)),
          ignored: valueSent,
        },
        most,
      ),
      fc.oneof(
        { weight: 6, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.tuple(nameSent, valueSent) },
      ),
      space,
    )
    .map(([members, unknown, s]) =>
      objectOf([['"id"', '"a"'], ...members, ...(unknown === null ? [] : [unknown])], s),
    );

/** The JSON text of a record of the shape, or nearly, with the id `a`. Of one field or two, as an odd value in many hides the others. */
export const recordSent = fc.oneof(recordWith(1), recordWith(2), recordWith(9));
