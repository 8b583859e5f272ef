import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { readAssets, writeAssets } from '../../src/report/assets.ts';
import { noticeOfReport, publishReport } from '../../src/report/publish.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-publish-'));
});
afterEach(() => rm(folder, { recursive: true }));

const ask = async () => ({ columns: [], rows: [] });

it('puts the page into the lake under its day and as the latest, again and again', async () => {
  await writeAssets(folder, { script: 'start()', style: 'p{}', definitions: {} });
  const assets = await readAssets(folder);
  const store = folderStore(folder);
  const publish = (day: string) => publishReport({ ask, store, assets, now: new Date(`${day}T06:00:00Z`) });
  await publish('2026-11-15');
  const published = await publish('2026-11-22');
  await publish('2026-11-22');
  expect(published).toMatchObject({ key: 'report/2026-11-22.html', asOf: null });
  const keys = [];
  for await (const { key } of store.list('report/')) keys.push(key);
  expect(keys).toEqual(['report/2026-11-15.html', 'report/2026-11-22.html', 'report/index.html']);
  expect(await store.read('report/index.html')).toEqual(await store.read('report/2026-11-22.html'));
  expect(noticeOfReport(published, 's3://bucket').text).toContain('s3://bucket/report/2026-11-22.html');
});
