import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Row } from '../../../src/lake/engine/duckdb.ts';
import { stage } from '../../../src/lake/parse/stage.ts';
import { costsEvent, costsHour } from '../../../src/tables/costs-hour.ts';
import { type ScratchLakes, scratchLakes, UNIT_SQL } from '../../harness/scratch-lake.ts';

let lakes: ScratchLakes;
beforeAll(async () => {
  lakes = await scratchLakes();
});
afterAll(() => lakes.close());

/** What an event with this JSON as its billed items becomes, by either read. */
async function billed(billing: string): Promise<Row> {
  const line = `{"event_id":"a","timestamp":"2026-11-02T10:00:00Z","payload":{"measures":{"billing":${billing}}}}\n`;
  const found = [];
  for (const neighbour of ['', 'no json\n{"event_id":"~"}\n']) {
    const lake = await lakes.fresh();
    const files = [await lakes.file('a', line), await lakes.file('b', neighbour)];
    await using staged = await stage(lake, costsEvent, files, { given: { log_file_id: UNIT_SQL } });
    const [row] = await lake.duckdb.rows(`SELECT cost_credits, estimated_cost_usd, billing, extra_json
      FROM ${staged.rows(costsHour)} WHERE event_id = 'a'`);
    found.push({ ...row, unknownFields: staged.files[0]?.unknownFields });
  }
  expect(found[1]).toEqual(found[0]);
  return found[0] ?? {};
}

const items = (values: readonly string[]) =>
  `[${values.map((value) => `{"sku":"x","cost":{"value":${value},"unit":"CREDITS"},"estimated_cost_usd":{"value":1}}`).join(',')}]`;

it('are added first and rounded last', async () => {
  expect(await billed(items(Array.from({ length: 1000 }, () => '4e-7')))).toMatchObject({
    cost_credits: '0.000400',
    unknownFields: 0,
  });
  expect((await billed(items(['0.0000004', '0.0000004', '"0.0000004"']))).cost_credits).toBe('0.000001');
});

it('are exact over any amounts of up to eighteen decimals', async () => {
  const amount = fc.tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 0, max: 12 }));
  await fc.assert(
    fc.asyncProperty(fc.array(amount, { minLength: 1, maxLength: 20 }), async (amounts) => {
      const total = amounts.reduce((sum, [n, places]) => sum + BigInt(n) * 10n ** BigInt(18 - places), 0n);
      const unit = 10n ** 12n;
      const micros = ((total < 0n ? -total : total) + unit / 2n) / unit;
      const digits = String(micros).padStart(7, '0');
      const said = `${total < 0n && micros > 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`;
      const sent = amounts.map(([n, places]) => `${n}e-${places}`);
      expect((await billed(items(sent))).cost_credits).toBe(said);
    }),
    { numRuns: 15 },
  );
});

it.each([
  ['a text no engine reads', items(['1', '"1,234.50"'])],
  ['an object', items(['1', '{"amount":2}'])],
  ['a list', items(['1', '[2]'])],
  ['a truth', items(['1', 'true'])],
  ['an amount beyond its column', items(['1', '1e12'])],
  ['more together than its column holds', items(['600000000000', '600000000000'])],
  ['no amount in its place', '[{"cost":5,"estimated_cost_usd":{"value":1}}]'],
  ['an item that is none', '[5,{"cost":{"value":1,"unit":"CREDITS"}}]'],
  ['no list', '{"cost":{"value":1,"unit":"CREDITS"}}'],
  ['a text', '"1.50"'],
])('are null, and told, where one cannot be read: %s', async (_what, billing) => {
  const row = await billed(billing);
  expect(row).toMatchObject({ cost_credits: null, unknownFields: 1 });
  expect(JSON.parse(String(row.billing))).toEqual(JSON.parse(billing));
  expect(JSON.parse(String(row.extra_json))).toEqual({ 'payload.measures.billing': JSON.parse(billing) });
});

it('leave the other sum of the same items alone', async () => {
  expect((await billed(items(['"1,234.50"', '2']))).estimated_cost_usd).toBe('2.000000');
});

it.each([
  ['[]', null],
  ['null', null],
  ['[null]', null],
  ['[{"sku":"x"},{"cost":null},{"cost":{}},{"cost":{"value":null}}]', null],
  ['[{"sku":"x"},{"cost":{"value":2,"unit":"CREDITS"}}]', '2.000000'],
])('of %s is %s, and nothing to tell of', async (billing, sum) => {
  expect(await billed(billing)).toMatchObject({ cost_credits: sum, unknownFields: 0, extra_json: null });
});
