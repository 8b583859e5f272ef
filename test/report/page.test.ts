import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codexLake } from '../cli/codex-lake.ts';
import { CHROMIUM, openChromium } from './chromium.ts';

if (CHROMIUM === undefined)
  console.warn(
    'SKIPPED: the report is not driven in a browser, as there is no Chromium here. apt-get install chromium, or set CHROMIUM.',
  );

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let folder: string;
let lake: string;
let file: string;
let browser: Browser;

describe.skipIf(CHROMIUM === undefined)('the report in a browser', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codex-lake-report-'));
    lake = join(folder, 'lake');
    file = join(folder, 'report.html');
    await codexLake([
      'demo',
      '--lake',
      lake,
      '--people',
      '12',
      '--now',
      '2026-11-20T09:00:00Z',
      '--out',
      join(folder, 'demo.html'),
    ]);
    const { exitCode, stderr } = await codexLake(['report', '--lake', lake, '--out', file]);
    if (exitCode !== 0) throw new Error(stderr);
    browser = await openChromium();
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('logs nothing to the console and asks nothing of any network', async () => {
    const { page, troubles, requests } = await opened();
    for (const group of await groupsOf(page)) await page.selectOption('select[name=group]', group);
    for (const range of ['7 days', '90 days', '28 days'])
      await page.getByText(range, { exact: true }).click();
    for (const details of await page.locator('details').all())
      await details.evaluate((one) => one.setAttribute('open', ''));
    expect(troubles).toEqual([]);
    expect(requests).toEqual([pathToFileURL(file).href]);
    await page.close();
  });

  it('draws every figure', async () => {
    const { page } = await opened();
    const drawn = page.locator('figure [data-part=drawing]').filter({ has: page.locator('svg, table') });
    expect(await drawn.count()).toBe(await page.locator('figure').count());
    await page.close();
  });

  it('gives each mark of an axis a figure of its own, however small the amounts', async () => {
    const { page } = await opened();
    const marks = await page.$$eval('figure svg', (plots) =>
      plots.map((plot) =>
        [...plot.querySelectorAll('[data-mark="y-axis tick label"] text')].map((text) => text.textContent),
      ),
    );
    expect(marks.filter((of) => of.length > 1).length).toBeGreaterThan(5);
    expect(marks.filter((of) => new Set(of).size < of.length)).toEqual([]);
    await page.close();
  });

  it.each(['light', 'dark'] as const)(
    'has no violation of accessibility rules in %s',
    async (colorScheme) => {
      const { page } = await opened({ colorScheme });
      for (const details of await page.locator('details').all())
        await details.evaluate((one) => one.setAttribute('open', ''));
      // The page's policy allows no script but its own; this one comes by the debugger.
      await page.evaluate(await readFile(AXE, 'utf8'));
      const violations =
        await page.evaluate(`axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(' | ')))`);
      expect(violations).toEqual([]);
      await page.close();
    },
  );

  it.each([7, 28])(
    'shows the figures of the last %i days that SQL gives, and of each group',
    async (days) => {
      const { page } = await opened();
      await page.getByText(`${days} days`, { exact: true }).click();
      const sql = await figuresBySql(days);
      const groups = await groupsOf(page);
      expect(groups.length).toBeGreaterThan(2);
      for (const value of groups) {
        await page.selectOption('select[name=group]', value);
        const group = value === '' ? 'everyone' : value === '-' ? null : value.slice(1);
        const expected = sql.find((row) => row.who === group) ?? { people: 0, turns: null, credits: null };
        expect({ group, ...(await figuresShown(page)) }).toEqual({
          group,
          people: String(expected.people),
          turns: expected.turns === null ? '–' : expected.turns.toLocaleString('en-US'),
          credits: expected.credits === null ? '–' : expected.credits.toLocaleString('en-US'),
        });
      }
      await page.close();
    },
  );

  it('hatches pending days, and counts them in a range that has them', async () => {
    const { page } = await opened();
    expect(
      await page
        .locator(
          '#active-people rect[fill="url(#hatch-pending)"], #active-people [fill="url(#hatch-pending)"] rect',
        )
        .count(),
    ).toBe(3);
    await page.getByText('Custom', { exact: true }).click();
    await page.fill('input[name=from]', '2026-11-14');
    await page.fill('input[name=until]', '2026-11-20');
    await page.locator('input[name=until]').dispatchEvent('change');
    expect(await page.textContent('#range-told')).toMatch(
      /14 Nov 2026 to 20 Nov 2026: 4 of 7 days complete, 3 pending/,
    );
    expect(await page.textContent('#tile-turns [data-part=change]')).toContain('no comparison');
    await page.close();
  });

  it('gives the figures of a chart as CSV', async () => {
    const { page } = await opened();
    const downloading = page.waitForEvent('download');
    await page.locator('#active-people [data-part=csv]').click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('codex-lake-active-people.csv');
    const text = await readFile(await download.path(), 'utf8');
    const [head, first] = text.split('\r\n');
    expect(head).toBe('day,state,active,active7,active28');
    expect(first).toMatch(/^2026-10-\d\d,(complete|zero),\d+,\d+,\d*$/);
    expect(text).toMatch(/2026-11-20,pending,,,\r\n$/);
    await page.close();
  });

  it('sorts and narrows its tables', async () => {
    const { page } = await opened();
    const people = page.locator('#people');
    await people.getByRole('button', { name: 'Person' }).click();
    const names = await people.locator('tbody th').allTextContents();
    expect(names).toEqual(names.toSorted((one, other) => one.localeCompare(other)));
    expect(names.length).toBeGreaterThan(5);
    await people.getByRole('searchbox').fill(names[0] ?? '');
    expect(await people.locator('tbody th').allTextContents()).toEqual([names[0]]);
    await page.close();
  });

  it('takes up the range and group of an address that was passed on', async () => {
    const { page } = await opened({ hash: '#range=7' });
    expect(await page.textContent('#range-told')).toMatch(/all 7 days complete/);
    await page.close();
  });

  it('switches between light and dark', async () => {
    const { page } = await opened({ colorScheme: 'light' });
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await page.getByRole('button', { name: 'Dark' }).click();
    expect(await background()).not.toBe(light);
    await page.close();
  });

  it('fits a phone: nothing sticks out to the side', async () => {
    const { page } = await opened({ width: 390 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.close();
  });
});

interface Opened {
  readonly page: Page;
  readonly troubles: string[];
  readonly requests: string[];
}

async function opened({
  colorScheme = 'light',
  width = 1280,
  hash = '',
}: {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly hash?: string;
} = {}): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const troubles: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) requests.push(request.url());
  });
  await page.goto(`${pathToFileURL(file).href}${hash}`);
  await page.waitForSelector('#coverage svg');
  return { page, troubles, requests };
}

function groupsOf(page: Page): Promise<string[]> {
  return page
    .locator('select[name=group] option')
    .evaluateAll((options) => options.map((option) => option.getAttribute('value') ?? ''));
}

async function figuresShown(page: Page) {
  const title = async (id: string) => {
    const value = page.locator(`#tile-${id} [data-part=value]`);
    return (await value.getAttribute('title')) || (await value.textContent());
  };
  return { people: await title('active'), turns: await title('turns'), credits: await title('credits') };
}

interface Figures {
  readonly who: string | null;
  readonly people: number;
  readonly turns: number | null;
  readonly credits: number | null;
}

/** From the table itself, not by the views' figures the page was made from. */
async function figuresBySql(days: number): Promise<Figures[]> {
  const { stdout, stderr } = await codexLake([
    'query',
    '--lake',
    lake,
    '--format',
    'json',
    `WITH chosen AS (
       SELECT u.user_id, u.turns, u.credits, d.group_name
       FROM usage_user_day u JOIN dim_user d USING (user_id), usage_as_of a
       WHERE u.day > a.last_final_day - ${days} AND u.day <= a.last_final_day
     )
     SELECT 'everyone' AS who, count(DISTINCT user_id) people, sum(turns) turns, round(sum(credits)) credits FROM chosen
     UNION ALL
     SELECT group_name, count(DISTINCT user_id), sum(turns), round(sum(credits)) FROM chosen GROUP BY group_name`,
  ]);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}
