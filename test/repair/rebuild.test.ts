import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FaultName } from '../../simulator/faults.ts';
import type { Lake } from '../../src/lake/lake.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { knownStreams } from '../../src/ledger/known-streams.ts';
import { planRebuild, type RebuildRange, rebuildItem } from '../../src/repair/rebuild.ts';
import { rowsByTable } from '../harness/compare-lakes.ts';
import { KEPT_IN, withLakeFixture } from '../harness/lake-fixture.ts';
import { pullInto, rowsOf, runInto, versions, withLake } from '../harness/pull-fixture.ts';

const FAULTS: FaultName[] = [
  'duplicate-events',
  'late-events',
  'bad-line',
  'no-timestamp',
  'restated-day',
  'wrong-checksum',
];
const DAY_MS = 86_400_000;

/** A lake with a past: several days of pulls, with late files, copies, restated days and lists that moved on. */
async function grow(lake: Lake, simulator: Parameters<typeof pullInto>[1] & { setNow(now: Date): void }) {
  for (const days of [1, 0]) {
    const now = new Date(Date.parse('2026-11-20T09:30:00Z') - days * DAY_MS);
    simulator.setNow(now);
    await pullInto(lake, simulator, { now, since: '2026-11-17', runId: `${days} days ago` });
  }
}

async function rebuildAll(lake: Lake, verify: boolean, range: RebuildRange = {}) {
  const items = await planRebuild(lake, await knownStreams(lake), range);
  const found = [];
  for (const item of items) found.push(...(await rebuildItem(lake, item, { verify })));
  return found;
}

const different = (found: Awaited<ReturnType<typeof rebuildAll>>) =>
  found.filter(({ missing, surplus }) => missing + surplus > 0);

describe.each(KEPT_IN)('in a %s', (on) => {
  test('every table is what its originals make, row for row, and a rebuild of it writes nothing', async () => {
    await withLakeFixture({ on, people: 4, faults: FAULTS }, async ({ lake, store, simulator }) => {
      await grow(lake, simulator);
      const before = await versions(store);
      const found = await rebuildAll(lake, true);
      expect(different(found)).toEqual([]);
      const filled = new Set(found.filter(({ rows }) => rows > 0).map(({ table }) => table));
      expect(filled.size).toBeGreaterThan(12);
      expect(different(await rebuildAll(lake, false))).toEqual([]);
      expect(await versions(store)).toEqual(before);
    });
  }, 600_000);
});

test('tables thrown away are made again as they were; a check before it names what is missing and changes nothing', async () => {
  await withLakeFixture({ people: 4, faults: FAULTS }, async ({ lake, store, simulator }) => {
    await grow(lake, simulator);
    const before = await rowsByTable(store);
    const thrown = [
      'codex_log',
      'usage_user_day',
      'compliance_log',
      'users',
      'codex_tasks',
      'egress_ip_ranges',
    ];
    for (const table of thrown) await rm(join(store.folder ?? '', 'lake', table), { recursive: true });
    const emptied = await versions(store);
    const checked = different(await rebuildAll(lake, true));
    expect(new Set(checked.map(({ table }) => table))).toEqual(new Set(thrown));
    expect(checked.every(({ rows, missing, surplus }) => missing === rows && surplus === 0)).toBe(true);
    expect(await versions(store)).toEqual(emptied);

    // As another process, which knows of no folder that was there.
    await withLake(folderStore(store.folder ?? ''), async (again) => {
      await rebuildAll(again, false);
      expect(await rowsByTable(store)).toEqual(before);
      expect(different(await rebuildAll(again, true))).toEqual([]);
    });
  });
}, 600_000);

test("the table of people's words is made again too, also of days from before it was kept", async () => {
  await withLakeFixture({ people: 4, faults: FAULTS }, async ({ lake, store, simulator }) => {
    const asked = { sources: ['CODEX_LOG'], since: '2026-11-18' };
    await pullInto(lake, simulator, { ...asked, until: '2026-11-19' });
    const { streams } = await runInto(lake, simulator, { ...asked, content: 'keep' });
    await pullInto(lake, simulator, { ...asked, content: 'keep' });
    const items = await planRebuild(lake, streams, {});
    for (const item of items) await rebuildItem(lake, JSON.parse(JSON.stringify(item)));
    const rows = await rowsByTable(store);
    const words = await rowsOf(
      store,
      `SELECT dt, (SELECT count(*) FROM codex_log WHERE dt = c.dt)::INTEGER AS events, count(*)::INTEGER AS rows,
        count(prompt_text)::INTEGER AS prompts FROM codex_content c GROUP BY dt ORDER BY dt`,
    );
    expect(words.map(({ dt }) => dt)).toContain('2026-11-18');
    expect(words.filter(({ rows, events }) => rows !== events)).toEqual([]);
    expect(words.filter(({ prompts }) => Number(prompts) > 0).length).toBeGreaterThan(1);

    await rm(join(store.folder ?? '', 'content', 'codex_content'), { recursive: true });
    await withLake(folderStore(store.folder ?? ''), async (again) => {
      for (const item of items) await rebuildItem(again, item);
    });
    expect(await rowsByTable(store)).toEqual(rows);
  });
}, 600_000);

test('a part that was tampered with gets its rows back, and its neighbours are not written', async () => {
  await withLakeFixture({ people: 4, faults: FAULTS }, async ({ lake, store, simulator }) => {
    await grow(lake, simulator);
    const rows = await rowsByTable(store);
    const key = 'lake/codex_log/month=2026-11/2026-11-15.part-00000.parquet';
    const other = join(lake.workDir, 'other.parquet');
    await lake.duckdb.run(`COPY (SELECT * REPLACE ('nobody' AS user_id) FROM read_parquet('${join(store.folder ?? '', key)}', hive_partitioning = false)
      WHERE event_id <> (SELECT max(event_id) FROM read_parquet('${join(store.folder ?? '', key)}'))) TO '${other}'`);
    const there = await store.head(key);
    await store.put(key, { file: other }, there ?? 'absent');
    const before = await versions(store);

    const [found, ...more] = different(await rebuildAll(lake, true, { tables: ['codex_log'] }));
    expect(more).toEqual([]);
    expect(found).toMatchObject({ table: 'codex_log', days: { since: '2026-11-15', until: '2026-11-22' } });
    expect(found?.missing).toBe(Number(found?.surplus) + 1);
    await rebuildAll(lake, false);
    expect(await rowsByTable(store)).toEqual(rows);
    const after = await versions(store);
    const changed = [...after].filter(([name, etag]) => before.get(name) !== etag).map(([name]) => name);
    // The row that belongs to no part any more makes one of its own.
    expect(changed.sort()).toEqual([key, 'lake/codex_log/month=2026-11/2026-11-15.part-00001.parquet']);
  });
}, 600_000);

test('a range of days is planned by the objects they share, cut to the range, without lists, and travels as JSON', async () => {
  await withLakeFixture({ people: 4 }, async ({ lake, simulator }) => {
    await grow(lake, simulator);
    const range = { since: '2026-11-17', until: '2026-11-19' };
    const items = await planRebuild(lake, await knownStreams(lake), range);
    expect(items.length).toBeGreaterThan(2);
    for (const { days } of items) expect(days).toEqual(range);
    expect(JSON.parse(JSON.stringify(items))).toEqual(items);
    const [table] = await planRebuild(lake, await knownStreams(lake), {
      ...range,
      tables: ['compliance_log'],
    });
    expect(table?.streams.map(({ source }) => source).sort()).toEqual(['AUDIT_LOG', 'AUTH_LOG']);
  });
}, 600_000);
