import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../src/lake/engine/duckdb.ts';
import { stage } from '../../../src/lake/parse/stage.ts';
import { codexContent } from '../../../src/tables/codex-content.ts';
import { codexLog, codexLogEvent } from '../../../src/tables/codex-log.ts';
import { withContent } from '../../../src/tables/record.ts';
import { type ScratchLakes, scratchLakes, UNIT_SQL } from '../../harness/scratch-lake.ts';
import { anyRecord, numberSent, whole } from './any-record.ts';

let lakes: ScratchLakes;
beforeAll(async () => {
  lakes = await scratchLakes();
});
afterAll(() => lakes.close());

const BAD = 'no json\n{"id":"~"}\n';

async function read(lines: readonly string[], neighbour?: string): Promise<Row[]> {
  const lake = await lakes.fresh();
  const files = [await lakes.file('a', lines.join('\n'))];
  if (neighbour !== undefined) files.push(await lakes.file('b', neighbour));
  await using staged = await stage(lake, anyRecord, files, { given: { workspace_id: `'w'` } });
  return await lake.duckdb.rows(`SELECT * FROM ${staged.rows(whole)} WHERE id <> '~' ORDER BY id`);
}

/** A number as a fraction of whole numbers: exact, whatever its spelling. */
function exactly(number: string): readonly [bigint, bigint] | undefined {
  const [, sign, digits, fraction = '', exponent = '0'] =
    /^([+-]?)(\d+)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(number) ?? [];
  if (digits === undefined) return undefined;
  const shift = Number(exponent) - fraction.length;
  const value = BigInt(`${digits}${fraction}`) * (sign === '-' ? -1n : 1n);
  return shift >= 0 ? [value * 10n ** BigInt(shift), 1n] : [value, 10n ** BigInt(-shift)];
}

function isSame(a: string, b: string): boolean {
  const [x, y] = [exactly(a), exactly(b)];
  return x === undefined || y === undefined ? a === b : x[0] * y[1] === y[0] * x[1];
}

/** A sixth of a number's decimals, rounded half away from zero. */
function rounded(number: string): string {
  const [value, of] = exactly(number) ?? [0n, 1n];
  const micros = ((value < 0n ? -value : value) * 2_000_000n + of) / (2n * of);
  const digits = String(micros).padStart(7, '0');
  return `${value < 0n && micros > 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

describe.each([
  ['strict', undefined],
  ['tolerant', BAD],
] as const)('numbers in the %s read', (_how, neighbour) => {
  it('keep every digit in texts and JSON; a column has them as its kind does, or null and they are kept beside', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(numberSent, { minLength: 1, maxLength: 30 }), async (numbers) => {
        const id = (i: number) => String(i).padStart(3, '0');
        const lines = numbers.map(
          (n, i) =>
            `{"id":"${id(i)}","text":${n},"any":[${n}],"s":{"count":${n},"money":${n}},"billing":[{"cost":{"value":${n},"unit":"USD"}}]}`,
        );
        const rows = await read(lines, neighbour);
        expect(rows).toHaveLength(numbers.length);
        for (const [i, sent] of numbers.entries()) {
          const { text, any, count, money, billed, extra_json } = rows[i] ?? {};
          const extra = String(extra_json ?? '');
          expect([sent, text]).toSatisfy(([a, b]) => isSame(a, b));
          expect([sent, any]).toSatisfy(([a, b]) => isSame(a, b.slice(1, -1)));
          if (count === null) expect(extra).toContain('"s.count":');
          else expect([sent, count]).toSatisfy(([a, b]) => isSame(a, b));
          if (money === null) expect(extra).toContain('"s.money":');
          else expect(money).toBe(rounded(sent));
          if (billed === null) expect(extra).toContain('"billing":');
          else expect(billed).toBe(rounded(sent));
        }
      }),
      { numRuns: 25 },
    );
  });
});

it('that are read at once are those of every day', async () => {
  const lake = await lakes.fresh();
  const lines = [
    '0',
    '1',
    '-5',
    '12.5',
    '0.000085',
    '8.5e-05',
    '1.10',
    '0.30000000000000004',
    '9007199254740993',
  ].map((n, i) => `{"id":"${i}","text":${n},"any":{"a":${n}},"s":{"real":${n}}}`);
  const files = [await lakes.file('a', lines.join('\n'))];
  await using staged = await stage(lake, anyRecord, files, { given: { workspace_id: `'w'` } });
  expect(staged.fallback).toBeUndefined();
});

it.each([
  ['12.5', null],
  ['"12.5"', null],
  ['12.0', '12'],
  ['1e3', '1000'],
  ['9223372036854775807', '9223372036854775807'],
  ['9223372036854775808', null],
  ['"1_000"', null],
  ['" 5 "', null],
  ['[5]', null],
  ['true', null],
])('as a count, %s is %s by either read', async (sent, count) => {
  for (const neighbour of [undefined, BAD]) {
    const [row] = await read([`{"id":"a","s":{"count":${sent}}}`], neighbour);
    expect(row?.count).toBe(count);
    expect(row?.extra_json ?? null).toBe(count === null ? `{"s.count":${sent}}` : null);
  }
});

it('keep their digits in columns, in what no column knows, and in content', async () => {
  const [big, odd, long] = ['12345678901234567890', '9007199254740993', '0.1234567890123456789'];
  const details = `"session_id":${big},"prompt_text":${big},"tool_input":{"a":[${long}]},"token_usage":{"input_tokens":${odd}}`;
  const line = (id: string) =>
    `{"event_id":"${id}","timestamp":"2026-11-02T10:00:00Z","event_details":{${details},"new":[${big},${long}]},"n":${odd}}`;
  for (const neighbour of ['', 'no json\n{"event_id":"~"}\n']) {
    const lake = await lakes.fresh();
    const files = [await lakes.file('a', line('a')), await lakes.file('b', neighbour)];
    await using staged = await stage(lake, withContent(codexLogEvent), files, {
      given: { log_file_id: UNIT_SQL },
    });
    const [row] = await lake.duckdb.rows(`FROM ${staged.rows(codexLog)} WHERE event_id = 'a'`);
    expect(row).toMatchObject({
      session_id: big,
      input_tokens: odd,
      extra_json: `{"event_details.new":[${big},${long}],"n":${odd}}`,
    });
    const [content] = await lake.duckdb.rows(`FROM ${staged.rows(codexContent)} WHERE event_id = 'a'`);
    expect(content).toMatchObject({ prompt_text: big, tool_input: `{"a":[${long}]}` });
  }
});
