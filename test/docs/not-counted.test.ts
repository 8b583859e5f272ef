import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { buildAssets } from '../../src/report/build-assets.ts';
import { renderReport } from '../../src/report/render.ts';
import { reportData } from '../../src/report/report-data.ts';
import { NOT_COUNTED } from '../../src/tables/not-counted.ts';

const inOneLine = (text: string) => text.replace(/\s+/g, ' ');

it.each(['README.md', 'docs/data-dictionary.md', 'docs/upstream.md'])(
  '%s says which use is not counted',
  async (page) => {
    const text = await readFile(new URL(`../../${page}`, import.meta.url), 'utf8');
    expect(inOneLine(text)).toContain(NOT_COUNTED);
  },
);

it('the report says which use is not counted', async () => {
  const data = await reportData(async () => ({ columns: [], rows: [] }), new Date('2026-11-22T20:00:00Z'));
  expect(inOneLine(renderReport(data, await buildAssets()))).toContain(NOT_COUNTED);
});

it('what is known of upstream names the version and date of the specification', async () => {
  const text = await readFile(new URL('../../docs/upstream.md', import.meta.url), 'utf8');
  expect(inOneLine(text)).toContain('version 2.5.3 of 2026-07-21');
});
