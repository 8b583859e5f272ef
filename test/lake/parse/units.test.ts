import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../src/lake/engine/duckdb.ts';
import { stage } from '../../../src/lake/parse/stage.ts';
import { costsEvent, costsHour } from '../../../src/tables/costs-hour.ts';
import { type ScratchLakes, scratchLakes, UNIT_SQL } from '../../harness/scratch-lake.ts';

let lakes: ScratchLakes;
beforeAll(async () => {
  lakes = await scratchLakes();
});
afterAll(() => lakes.close());

interface Read {
  readonly rows: readonly Row[];
  readonly unknownFields: number | undefined;
  readonly fallback: string | undefined;
}

/** What events with these billed items become, by the strict read where it takes them, which must be as by the tolerant one. */
async function billed(...lists: readonly string[]): Promise<Read> {
  const id = (i: number) => String(i).padStart(3, '0');
  const lines = lists.map(
    (billing, i) => `{"event_id":"${id(i)}","payload":{"measures":{"billing":${billing}}}}\n`,
  );
  const found: Read[] = [];
  for (const neighbour of ['', 'no json\n{"event_id":"~"}\n']) {
    const lake = await lakes.fresh();
    const files = [await lakes.file('a', lines.join('')), await lakes.file('b', neighbour)];
    await using staged = await stage(lake, costsEvent, files, { given: { log_file_id: UNIT_SQL } });
    const rows =
      await lake.duckdb.rows(`SELECT cost_credits, cost_usd, estimated_cost_usd, other_amounts, billing, extra_json
      FROM ${staged.rows(costsHour)} WHERE event_id <> '~' ORDER BY event_id`);
    found.push({ rows, unknownFields: staged.files[0]?.unknownFields, fallback: staged.fallback });
  }
  const [alone, beside] = found;
  expect(beside?.rows).toEqual(alone?.rows);
  expect(beside?.unknownFields).toBe(alone?.unknownFields);
  return alone ?? { rows: [], unknownFields: undefined, fallback: undefined };
}

async function one(...items: readonly object[]): Promise<Row> {
  const { rows, ...told } = await billed(JSON.stringify(items));
  return { ...rows[0], ...told };
}

const cost = (value: unknown, unit?: unknown) => ({ sku: 'x', cost: { value, unit } });
const estimate = (value: unknown, unit?: unknown) => ({ sku: 'x', estimated_cost_usd: { value, unit } });
const NOTHING_ELSE = { other_amounts: null, extra_json: null, unknownFields: 0, fallback: undefined };

describe('amounts of a record', () => {
  it('are credits where they are billed in credits, and dollars where in dollars', async () => {
    expect(await one(cost(5, 'CREDITS'), cost(2.5, 'USD'))).toMatchObject({
      cost_credits: '5.000000',
      cost_usd: '2.500000',
      estimated_cost_usd: null,
      ...NOTHING_ELSE,
    });
  });

  it('in euros are in no sum of dollars, are kept as they are, and are told of', async () => {
    const read = await one(
      estimate(0.5, 'USD'),
      estimate(80.25, 'EUR'),
      cost(7, 'TOKENS'),
      cost(1, 'CREDITS'),
    );
    expect(read).toMatchObject({
      cost_credits: '1.000000',
      cost_usd: null,
      estimated_cost_usd: '0.500000',
      unknownFields: 1,
    });
    expect(JSON.parse(String(read.other_amounts))).toEqual([
      { field: 'cost', value: 7, unit: 'TOKENS' },
      { field: 'estimated_cost_usd', value: 80.25, unit: 'EUR' },
    ]);
    expect(Object.keys(JSON.parse(String(read.extra_json)))).toEqual([
      'payload.measures.billing[2].cost',
      'payload.measures.billing[1].estimated_cost_usd',
    ]);
    expect(JSON.parse(String(read.billing))).toHaveLength(4);
  });

  it('without a unit are dollars only where the name of the field says so', async () => {
    const read = await one(
      cost(3),
      cost(1, null),
      cost(2, 'CREDITS'),
      estimate(0.5),
      estimate(0.25, null),
      estimate(1, ''),
    );
    expect(read).toMatchObject({ cost_credits: '2.000000', cost_usd: null, estimated_cost_usd: '1.750000' });
    expect(JSON.parse(String(read.other_amounts))).toEqual([
      { field: 'cost', value: 3, unit: null },
      { field: 'cost', value: 1, unit: null },
    ]);
  });

  it.each([
    ['CREDITS', '1.000000', null],
    ['credits', '1.000000', null],
    [' Credits\n', '1.000000', null],
    ['credit', '1.000000', null],
    ['USD', null, '1.000000'],
    ['usd', null, '1.000000'],
    ['\tUsd ', null, '1.000000'],
  ])('are in %j by any case and with space around', async (unit, cost_credits, cost_usd) => {
    expect(await one(cost(1, unit))).toMatchObject({ cost_credits, cost_usd, ...NOTHING_ELSE });
  });

  it.each([
    'US D',
    'USDC',
    'USD cents',
    '$',
    'CRED\u0130TS',
    'CREDIT\u017f',
    'U\u00a0SD',
    'USD\0',
    5,
    true,
    ['USD'],
    { code: 'USD' },
  ])('are in no sum when their unit is %j', async (unit) => {
    const read = await one(cost(1, unit), cost(2, 'CREDITS'), cost(4, 'USD'));
    expect(read).toMatchObject({ cost_credits: '2.000000', cost_usd: '4.000000', unknownFields: 1 });
    expect(JSON.parse(String(read.other_amounts))).toMatchObject([{ value: 1 }]);
  });

  it('may call the unit a currency; two different ones are none', async () => {
    const estimated = (more: object) => ({ estimated_cost_usd: { value: 1, ...more } });
    expect((await one(estimated({ currency: 'EUR' }))).estimated_cost_usd).toBeNull();
    expect((await one(estimated({ currency: 'usd' }))).estimated_cost_usd).toBe('1.000000');
    expect((await one(estimated({ unit: 'USD', currency: 'USD' }))).estimated_cost_usd).toBe('1.000000');
    const read = await one(estimated({ unit: 'USD', currency: 'EUR' }));
    expect(read.estimated_cost_usd).toBeNull();
    expect(JSON.parse(String(read.other_amounts))).toMatchObject([{ value: 1, unit: 'USD EUR' }]);
  });

  it('that cannot be read take only the sum of their own unit with them', async () => {
    const read = await one(cost('1,234.50', 'CREDITS'), cost(2, 'USD'), cost('many', 'EUR'));
    expect(read).toMatchObject({ cost_credits: null, cost_usd: '2.000000', unknownFields: 1 });
    expect(JSON.parse(String(read.other_amounts))).toEqual([
      { field: 'cost', value: { length: 4, hash: expect.any(String) }, unit: 'EUR' },
    ]);
  });
});

/** A unit as it is sent, and what it is: `unsaid` where none is. */
const knownUnit = fc.constantFrom<readonly [string | undefined, string]>(
  ['"CREDITS"', 'credits'],
  ['"USD"', 'usd'],
  ['"credits "', 'credits'],
  ['"\\u0055sd"', 'usd'],
);
const anyUnit = fc.oneof(
  knownUnit,
  fc.constantFrom<readonly [string | undefined, string]>(
    ['"EUR"', 'other'],
    ['"TOKENS"', 'other'],
    ['["USD"]', 'other'],
    ['null', 'unsaid'],
    ['" "', 'unsaid'],
    [undefined, 'unsaid'],
  ),
  fc
    .string({ unit: 'binary', maxLength: 12 })
    .filter((text) => !text.includes('\0') && !/^[ \t\r\n]*(|credits?|usd)[ \t\r\n]*$/i.test(text))
    .map((text) => [JSON.stringify(text), 'other'] as const),
);
const amountIn = (unit: typeof anyUnit | typeof knownUnit) =>
  fc
    .tuple(
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      fc.integer({ min: 0, max: 9 }),
      fc.boolean(),
      unit,
    )
    .map(([n, places, isText, [sent, is]]) => {
      const number = places === 0 ? `${n}` : `${n}e-${places}`;
      const value = isText ? `"${number}"` : number;
      const json = `{"value":${value}${sent === undefined ? '' : `,"unit":${sent}`}}`;
      return { json, nano: BigInt(n) * 10n ** BigInt(9 - places), is };
    });
const listsIn = (unit: typeof anyUnit | typeof knownUnit) => {
  const amount = fc.option(amountIn(unit));
  const item = fc.record({ cost: amount, estimated_cost_usd: amount });
  return fc.array(fc.array(item, { maxLength: 5 }), { minLength: 1, maxLength: 8 });
};

it('any billed items add up unit by unit as reckoned by hand, by either read', async () => {
  let strictly = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(listsIn(knownUnit), listsIn(anyUnit)), async (lists) => {
      const texts = lists.map(
        (items) =>
          `[${items
            .map(
              (fields) =>
                `{${Object.entries(fields)
                  .map(([name, field]) => `"${name}":${field?.json ?? 'null'}`)
                  .join(',')}}`,
            )
            .join(',')}]`,
      );
      const { rows, fallback } = await billed(...texts);
      if (fallback === undefined) strictly++;
      for (const [i, items] of lists.entries()) {
        const costs = items.flatMap(({ cost }) => cost ?? []);
        const estimates = items.flatMap(({ estimated_cost_usd }) => estimated_cost_usd ?? []);
        const isIn =
          (...units: readonly string[]) =>
          (one: { is: string }) =>
            units.includes(one.is);
        const others = [...costs.filter(isIn('other', 'unsaid')), ...estimates.filter(isIn('other'))];
        expect(rows[i]).toMatchObject({
          cost_credits: added(costs.filter(isIn('credits'))),
          cost_usd: added(costs.filter(isIn('usd'))),
          estimated_cost_usd: added(estimates.filter(isIn('usd', 'unsaid'))),
        });
        const kept = JSON.parse(String(rows[i]?.other_amounts ?? '[]'));
        expect(kept.map(({ value }: { value: unknown }) => Number(value))).toEqual(
          others.map(({ nano }) => Number(nano) / 1e9),
        );
      }
    }),
    { numRuns: 40 },
  );
  expect(strictly).toBeGreaterThan(5);
});

/** A sum to six decimals, rounded half away from zero; null of none. */
function added(amounts: readonly { readonly nano: bigint }[]): string | null {
  if (amounts.length === 0) return null;
  const total = amounts.reduce((sum, { nano }) => sum + nano, 0n);
  const micros = ((total < 0n ? -total : total) + 500n) / 1000n;
  const digits = String(micros).padStart(7, '0');
  return `${total < 0n && micros > 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
