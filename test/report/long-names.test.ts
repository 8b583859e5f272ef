import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { duckDbQuery } from '../../src/query/duckdb-query.ts';
import type { Value } from '../../src/query/query.ts';
import { buildAssets } from '../../src/report/build-assets.ts';
import { pack, unpack } from '../../src/report/pack.ts';
import { renderReport } from '../../src/report/render.ts';
import { type ReportData, reportData } from '../../src/report/report-data.ts';
import { handMadeLake } from '../views/hand-made-lake.ts';
import { SMALL_COMPANY } from '../views/small-company.ts';
import { CHROMIUM, openChromium } from './chromium.ts';

if (CHROMIUM === undefined)
  console.warn(
    'SKIPPED: long names are not looked at, as there is no Chromium here. apt-get install chromium, or set CHROMIUM.',
  );

/** Columns whose texts come from upstream as they are. */
const FROM_UPSTREAM = [
  'person',
  'group_name',
  'surface',
  'model',
  'speed',
  'product',
  'action',
  'client_country',
  'tool_name',
  'tool_type',
  'explanation',
];

const LONG = {
  'in one word': 'W'.repeat(3000),
  'of many words': 'long name '.repeat(300),
  'turned round': `\u202e\u2067${'abc עברית '.repeat(300)}`,
} as const;

let folder: string;
let plain: ReportData;
let browser: Browser;

/** The same report, its names ending in a long text. */
function named(end: string): ReportData {
  const long = (name: string, value: Value) =>
    FROM_UPSTREAM.includes(name) && typeof value === 'string' ? `${value} ${end}` : value;
  const datasets = Object.entries(plain.datasets).map(([dataset, packed]) => {
    const rows = unpack(packed);
    const columns = Object.keys(packed);
    return [
      dataset,
      pack({ columns, rows: rows.map((row) => columns.map((name) => long(name, row[name] ?? null))) }),
    ];
  });
  return { ...plain, datasets: Object.fromEntries(datasets) };
}

async function opened(data: ReportData, width: number) {
  const file = join(folder, 'report.html');
  await writeFile(file, renderReport(data, await buildAssets()));
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('#coverage svg');
  return page;
}

describe.skipIf(CHROMIUM === undefined)('names of 3,000 letters', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codex-lake-long-names-'));
    const duckdb = await handMadeLake(folder, SMALL_COMPANY);
    plain = await reportData(duckDbQuery(duckdb), new Date('2026-11-19T12:00:00Z'));
    duckdb.close();
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  it.each(Object.entries(LONG).flatMap(([how, end]) => [1280, 390].map((width) => ({ how, end, width }))))(
    '$how make the report no wider than a window of $width, and hardly longer',
    async ({ end, width }) => {
      const height = async (data: ReportData) => {
        const page = await opened(data, width);
        const [group = ''] = await page
          .locator('select[name=group] option')
          .evaluateAll((options) => options.slice(1, 2).map((option) => option.getAttribute('value') ?? ''));
        await page.selectOption('select[name=group]', group);
        for (const details of await page.locator('details').all())
          await details.evaluate((one) => one.setAttribute('open', ''));
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        const inner = await page.evaluate(
          `Math.max(...[...document.querySelectorAll('figure table')].map((one) => one.scrollWidth))`,
        );
        expect(Number(inner)).toBeLessThan(2600);
        const tall = Number(await page.evaluate('document.documentElement.scrollHeight'));
        await page.close();
        return tall;
      };
      expect(await height(named(end))).toBeLessThan(1.2 * (await height(plain)));
    },
  );

  it('are whole where one points at them, and in the CSV file', async () => {
    const page = await opened(named(LONG['of many words']), 1280);
    const cell = page.locator('#people tbody th').first();
    expect((await cell.getAttribute('title'))?.length).toBeGreaterThan(2900);
    const downloading = page.waitForEvent('download');
    await page.locator('#people [data-part=csv]').click();
    expect(await readFile(await (await downloading).path(), 'utf8')).toContain(LONG['of many words']);
    await page.close();
  });
});
