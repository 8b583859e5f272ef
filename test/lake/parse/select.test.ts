import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../src/lake/engine/duckdb.ts';
import { type Staged, stage } from '../../../src/lake/parse/stage.ts';
import { digestText } from '../../../src/privacy/digest.ts';
import { wordsFilter } from '../../../src/privacy/words-filter.ts';
import {
  bigint,
  boolean,
  date,
  dayPart,
  decimal,
  double,
  given,
  hourPart,
  json,
  string,
  sum,
  timestamp,
  words,
} from '../../../src/tables/column.ts';
import { defineTable } from '../../../src/tables/define-table.ts';
import type { RawRecord } from '../../../src/tables/record.ts';
import { DIGEST_KEY, type ScratchLakes, scratchLakes } from '../../harness/scratch-lake.ts';

const table = defineTable({
  name: 'every_kind',
  doc: 'A column of every kind and reading.',
  partitionBy: null,
  key: ['id'],
  merge: { how: 'append' },
  sort: ['id'],
  columns: {
    id: string('$.id', ''),
    workspace_id: given('workspace_id', ''),
    text: string('$.text', ''),
    either: string(['$.first', '$.second'], ''),
    whole: bigint('$.nested.whole', ''),
    real: double('$.nested.real', ''),
    money: decimal('$.nested.money', ''),
    flag: boolean('$.flag', ''),
    day: date('iso', '$.time', ''),
    time: timestamp('iso', '$.time', ''),
    part_day: dayPart('time', ''),
    part_hour: hourPart('time', ''),
    unix_day: date('unix', '$.unix', ''),
    unix_time: timestamp('unix', '$.unix', ''),
    any: json('$.any', ''),
    billing: json('$.billing', ''),
    billed: sum('usd', '$.billing->$[*].cost', ''),
    ...words('prompt', '$.prompt', 'the prompt'),
    extra_json: json('$.extra_json', ''),
  },
});
const record: RawRecord = { name: 'every_kind', tables: [table], ignored: [] };

/** After every time that is sent here. */
const NOW = new Date('2090-01-02T00:00:00Z');

let lakes: ScratchLakes;
beforeAll(async () => {
  lakes = await scratchLakes();
});
afterAll(() => lakes.close());

/** What the lines become, by the strict read or, because of a neighbour with an unknown field, by the patient one. */
async function read(lines: readonly string[], how: 'strict' | 'patient' = 'strict'): Promise<Row[]> {
  const lake = await lakes.fresh();
  const files = [await lakes.file('lines', lines.join('\n'))];
  if (how === 'patient') files.push(await lakes.file('odd', '{"id":"~odd","unknown":1}'));
  const staged: Staged = await stage(lake, record, files, { given: { workspace_id: `'w'` }, now: NOW });
  expect(staged.files[0]).toMatchObject({ rejects: [], unknownFields: 0 });
  const rows = await lake.duckdb.rows(
    `SELECT * EXCLUDE (file_row_number) FROM ${staged.rows(table)} WHERE id <> '~odd' ORDER BY id`,
  );
  return rows;
}

const one = async (line: string): Promise<Row> => (await read([`{"id":"a",${line}}`]))[0] ?? {};

/** A field as it may be sent, and the columns it must become. */
interface Sent {
  readonly json: string;
  readonly columns: Row;
}

const wellFormed = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', ''));
const maybe = (name: string, arbitrary: fc.Arbitrary<Sent>, columns: Row): fc.Arbitrary<Sent> =>
  fc.oneof(
    { weight: 6, arbitrary },
    { weight: 1, arbitrary: fc.constantFrom({ json: '', columns }, { json: `"${name}":null`, columns }) },
  );
const asTextToo = (value: string) => fc.constantFrom(value, `"${value}"`);
const pad = (n: number, width: number) => String(n).padStart(width, '0');

const text = maybe(
  'text',
  wellFormed.map((value) => ({
    json: `"text":${JSON.stringify(value)}`,
    columns: { text: value === '' ? null : value },
  })),
  { text: null },
);
const flag = maybe(
  'flag',
  fc.boolean().map((value) => ({ json: `"flag":${value}`, columns: { flag: value } })),
  { flag: null },
);
const prompt = maybe(
  'prompt',
  wellFormed.map((value) => ({
    json: `"prompt":${JSON.stringify(value)}`,
    columns: { prompt_length: String([...value].length), prompt_hash: digestText(DIGEST_KEY, value) },
  })),
  { prompt_length: null, prompt_hash: null },
);
const whole = fc
  .maxSafeInteger()
  .chain((value) =>
    asTextToo(String(value)).map((json) => ({ json: `"whole":${json}`, columns: { whole: String(value) } })),
  );
const real = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((value) => value + 0)
  .chain((value) =>
    asTextToo(String(value)).map((json) => ({ json: `"real":${json}`, columns: { real: value } })),
  );
const money = fc
  .tuple(fc.integer({ min: -(10 ** 14), max: 10 ** 14 }), fc.boolean())
  .chain(([micros, exponent]) => {
    const value = micros / 1e6;
    return asTextToo(exponent ? value.toExponential() : String(value)).map((json) => ({
      json: `"money":${json}`,
      columns: { money: (BigInt(micros) < 0n ? '-' : '') + decimalText(Math.abs(micros)) },
    }));
  });
const nested = fc
  .tuple(
    maybe('whole', whole, { whole: null }),
    maybe('real', real, { real: null }),
    maybe('money', money, { money: null }),
  )
  .map((parts) => {
    const { json, columns } = joined(parts);
    return { json: `"nested":{${json}}`, columns };
  });
const micros = fc.bigInt({
  min: BigInt(Date.parse('2025-01-01T00:00:00Z')) * 1000n,
  max: BigInt(Date.parse('2090-01-01T00:00:00Z')) * 1000n,
});
const time = maybe(
  'time',
  fc
    .tuple(micros, fc.constantFrom(0, 120, -330, 845), fc.constantFrom(0, 3, 6), fc.constantFrom('T', ' '))
    .map(([at, offset, digits, separator]) => {
      const unit = digits === 0 ? 1_000_000n : digits === 3 ? 1000n : 1n;
      const cut = at - (at % unit);
      const local = new Date(Number(cut / 1000n) + offset * 60_000).toISOString();
      const fraction = digits === 0 ? '' : `.${pad(Number(cut % 1_000_000n), 6).slice(0, digits)}`;
      const zone =
        offset === 0
          ? 'Z'
          : `${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 60), 2)}:${pad(Math.abs(offset) % 60, 2)}`;
      return {
        json: `"time":"${local.slice(0, 10)}${separator}${local.slice(11, 19)}${fraction}${zone}"`,
        columns: {
          ...instant('day', 'time', cut),
          ...instant('part_day', 'time', cut),
          part_hour: hourOf(cut),
        },
      };
    }),
  { day: null, time: null, part_day: null, part_hour: null },
);
const unix = maybe(
  'unix',
  fc.tuple(micros, fc.boolean()).map(([at, fractional]) => {
    const cut = fractional ? at : at - (at % 1_000_000n);
    return { json: `"unix":${Number(cut) / 1e6}`, columns: instant('unix_day', 'unix_time', cut) };
  }),
  { unix_day: null, unix_time: null },
);
const row = fc.tuple(text, flag, prompt, nested, time, unix).map(joined);

function joined(parts: readonly Sent[]): Sent {
  return {
    json: parts
      .map(({ json }) => json)
      .filter((json) => json !== '')
      .join(','),
    columns: Object.assign({}, ...parts.map(({ columns }) => columns)),
  };
}

function decimalText(micros: number): string {
  const digits = String(micros).padStart(7, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** The day and the time, cut to milliseconds, as DuckDB prints them. */
function instant(day: string, time: string, micros: bigint): Row {
  const iso = new Date(Number(micros / 1000n)).toISOString();
  return { [day]: iso.slice(0, 10), [time]: `${iso.slice(0, 10)} ${iso.slice(11, 23)}` };
}

function hourOf(micros: bigint): string {
  return String(new Date(Number(micros / 1000n)).getUTCHours());
}

/** Times without the zeros at the end of their milliseconds, which DuckDB leaves out. */
function trimmed(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      name.endsWith('time') && typeof value === 'string'
        ? value.replace(/(?<=\.\d*)0+$/, '').replace(/\.$/, '')
        : value,
    ]),
  );
}

describe('values of every kind', () => {
  it.each(['strict', 'patient'] as const)('come through the %s read as they were sent', async (how) => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (sent) => {
        const ids = sent.map((_, i) => `r${pad(i, 3)}`);
        const lines = sent.map(({ json }, i) => `{"id":"${ids[i]}"${json === '' ? '' : `,${json}`}}`);
        const rows = await read(lines, how);
        expect(rows.map(trimmed)).toEqual(
          sent.map(({ columns }, i) => trimmed({ ...EMPTY, id: ids[i], workspace_id: 'w', ...columns })),
        );
      }),
      { numRuns: 15 },
    );
  });

  it("of JSON columns are the same JSON without people's words, by either read", async () => {
    const words = wordsFilter({ digestKey: DIGEST_KEY, identity: 'clear' });
    const value = fc
      .jsonValue({ noUnicodeString: false })
      .filter((sent) => !/\\ud|\\u0000/.test(JSON.stringify(sent)));
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 20 }), async (values) => {
        const sent = values.map((any) => JSON.stringify(any));
        const lines = sent.map((any, i) => `{"id":"r${pad(i, 3)}","any":${any}}`);
        for (const how of ['strict', 'patient'] as const) {
          const got = (await read(lines, how)).map(({ any }) =>
            any === null ? null : JSON.parse(String(any)),
          );
          expect(got).toEqual(sent.map((any) => (any === '""' ? null : JSON.parse(words.column({}, any)))));
        }
      }),
      { numRuns: 8 },
    );
  });
});

describe('a value', () => {
  it.each([
    ['8.5e-05', '0.000085'],
    ['"8.5E-05"', '0.000085'],
    ['1e3', '1000.000000'],
    ['0.0000004', '0.000000'],
    ['0.0000005', '0.000001'],
    ['-99999999.999999', '-99999999.999999'],
  ])('of money %s is %s', async (sent, money) => {
    expect((await one(`"nested":{"money":${sent}}`)).money).toBe(money);
  });

  it.each([
    ['2026-11-02T23:59:59.999999Z', '2026-11-02', '2026-11-02 23:59:59.999', '23'],
    ['2026-11-02T23:59:59.9999999Z', '2026-11-02', '2026-11-02 23:59:59.999', '23'],
    ['2026-11-02T23:30:00-01:00', '2026-11-03', '2026-11-03 00:30:00', '0'],
    ['2026-11-02T00:30:00+01:00', '2026-11-01', '2026-11-01 23:30:00', '23'],
    ['2026-11-02T00:30:00+0100', '2026-11-01', '2026-11-01 23:30:00', '23'],
    ['2026-11-02', '2026-11-02', '2026-11-02 00:00:00', '0'],
    ['2026-11-02T10:00:00', '2026-11-02', '2026-11-02 10:00:00', '10'],
  ])('of time %s is of UTC day %s', async (sent, day, time, part_hour) => {
    expect(await one(`"time":"${sent}"`)).toMatchObject({ day, time, part_day: day, part_hour });
  });

  it('of several paths is the first that is not null', async () => {
    expect((await one('"first":"x","second":"y"')).either).toBe('x');
    expect((await one('"first":null,"second":"y"')).either).toBe('y');
    expect((await one('"other":null')).either).toBeNull();
  });

  it('summed over a list is null where nothing is to be summed', async () => {
    const billing = (items: string) => one(`"billing":${items}`);
    const cost = (value: string) => `{"cost":{"value":${value},"unit":"USD"}}`;
    expect((await billing(`[${cost('0.1')},${cost('"0.2"')},{"other":1}]`)).billed).toBe('0.300000');
    expect((await billing(`[${cost('8.5e-05')}]`)).billed).toBe('0.000085');
    expect((await billing('[{"cost":null}]')).billed).toBeNull();
    expect((await billing('[]')).billed).toBeNull();
    expect((await billing('null')).billed).toBeNull();
  });
});

const EMPTY: Row = Object.fromEntries(Object.keys(table.columns).map((name) => [name, null]));
