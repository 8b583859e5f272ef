import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { billOf, totalOf } from '../../bench/cost/bill.ts';
import { minutesOf } from '../../bench/cost/pace.ts';
import { costPage, reasons } from '../../bench/cost/page.ts';
import { pricedResources } from '../../bench/cost/priced-settings.ts';
import type { Resources } from '../../bench/cost/resources.ts';
import { type Volume, Volumes, volumeAt } from '../../bench/cost/volumes.ts';

const DOCS = join(import.meta.dirname, '../../docs');

test('the page is what volumes, prices and the template make it; `npm run cost` makes it anew', async () => {
  const volumes = Volumes.parse(JSON.parse(await readFile(join(DOCS, 'cost-volumes.json'), 'utf8')));
  const page = costPage(volumes, await pricedResources());
  expect(await readFile(join(DOCS, 'cost.md'), 'utf8')).toBe(page);
});

const RESOURCES: Resources = {
  functions: new Map([['CollectorslogsFunction1', { memoryMB: 2048, diskMB: 1536 }]]),
  traced: false,
  keys: 2,
  secrets: 3,
  alarms: 10,
  dashboards: 1,
  metrics: 20,
  metricsOfTrouble: 10,
};

const DAY: Volume = {
  people: 100,
  functions: { logs: { calls: 100, cpuSeconds: 50, upstreamRequests: 200, writes: 100, reads: 400 } },
  rawBytes: 1e9,
  rawObjects: 1000,
  lakeBytes: 5e8,
  supersededBytes: 2e8,
};

test('a bill is what it is by hand', () => {
  const usd = Object.fromEntries(billOf(DAY, RESOURCES).map((line) => [line.what, line.usd]));
  // 50 s of processor, 200 answers at 0.2 s, 500 calls to S3 at 0.03 s: 105 s a day, 3,192 s a month, with 2 GB of memory.
  expect(usd['work of the functions']).toBeCloseTo(3192 * 2 * 0.0000133334, 9);
  expect(usd['their disk']).toBeCloseTo(3192 * 1 * 0.0000000309, 9);
  // 364.8 days of half a GB, and 30 days of a fifth.
  expect(usd['tables, and their superseded versions']).toBeCloseTo((182.4 + 6) * 0.023, 9);
  // A MB each, so they move: 90 days of a GB here, 274.8 there.
  expect(usd.originals).toBeCloseTo(90 * 0.023, 9);
  expect(usd['originals that have moved']).toBeCloseTo(274.8 * 0.004, 9);
  expect(usd['writes and listings']).toBeCloseTo((3040 / 1000) * 0.005, 9);
  // 52 queries a day, 1,580.8 a month, each of a twentieth of 182.4 GB, listing 48 months.
  expect(usd.queries).toBeCloseTo(1580.8 * 0.00912 * 5, 9);
  expect(usd["listings of Athena's queries"]).toBeCloseTo(1580.8 * 48 * 0.000005, 9);
  expect(usd.metrics).toBeCloseTo(6, 9);
  // Of 729.6 hours, 36.48.
  expect(usd['metrics of what is amiss']).toBeCloseTo(10 * 0.3 * 0.05, 9);
  expect(totalOf(billOf(DAY, RESOURCES))).toBeCloseTo(
    Object.values(usd).reduce((sum, one) => sum + one),
    9,
  );
});

test('what is not there costs nothing, and what is has its price', () => {
  const extra = (more: Partial<Resources>) =>
    totalOf(billOf(DAY, { ...RESOURCES, ...more })) - totalOf(billOf(DAY, RESOURCES));
  // 3,040 calls a month.
  expect(extra({ traced: true })).toBeCloseTo(3040 * 0.000005, 9);
  expect(extra({ dashboards: 0 })).toBeCloseTo(-3, 9);
  expect(extra({ alarms: 15, keys: 1 })).toBeCloseTo(0.5 - 1, 9);
});

test('every item of more than a dollar has a sentence that says why, the largest first', () => {
  const lines = reasons(billOf(DAY, { ...RESOURCES, dashboards: 0 })).split('\n');
  expect(lines).toHaveLength(7);
  for (const line of lines) expect(line).toMatch(/^- \*\*\S.*, .+: \d+\.\d\d\*\*: .{30,}\.$/);
  const all = billOf(DAY, { ...RESOURCES, traced: true }).map((line) => ({ ...line, usd: 2 }));
  expect(reasons(all).split('\n')).toHaveLength(all.length);
  const dear = [{ service: 'A service', what: 'what nobody explained', usd: 1.01 }];
  expect(() => reasons(dear)).toThrow(/nothing says why/);
  expect(reasons(dear.map((line) => ({ ...line, usd: 1 })))).toBe('');
});

test('originals too small for S3 to move stay where they are', () => {
  const usd = Object.fromEntries(
    billOf({ ...DAY, rawObjects: 1e6 }, RESOURCES).map((line) => [line.what, line.usd]),
  );
  expect(usd.originals).toBeCloseTo(364.8 * 0.023, 9);
  expect(usd['originals that have moved']).toBe(0);
  expect(usd['moving them']).toBe(0);
});

test('a bill never falls as people are added', () => {
  const large: Volume = {
    ...DAY,
    people: 400,
    functions: { logs: { calls: 100, cpuSeconds: 60, upstreamRequests: 260, writes: 130, reads: 400 } },
    rawBytes: 4e9,
    lakeBytes: 2e9,
  };
  const bill = (people: number) => totalOf(billOf(volumeAt(people, [DAY, large]), RESOURCES));
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 50_000 }),
      fc.integer({ min: 1, max: 50_000 }),
      (people, more) => {
        expect(bill(people + more)).toBeGreaterThanOrEqual(bill(people));
      },
    ),
  );
});

test.each([
  ['rate(15 minutes)', 15],
  ['rate(1 hour)', 60],
  ['rate(6 hours)', 360],
])('%s is every %i minutes', (rate, minutes) => {
  expect(minutesOf(rate)).toBe(minutes);
});
