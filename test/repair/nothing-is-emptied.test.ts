import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Lake } from '../../src/lake/lake.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { knownStreams } from '../../src/ledger/known-streams.ts';
import { planRebuild, rebuildItem } from '../../src/repair/rebuild.ts';
import type { RebuildMode } from '../../src/repair/rebuilt.ts';
import { rowsByTable } from '../harness/compare-lakes.ts';
import { withLakeFixture } from '../harness/lake-fixture.ts';
import { withLake } from '../harness/pull-fixture.ts';

const since = '2026-11-17';

async function rebuildAll(lake: Lake, mode: RebuildMode = {}) {
  const found = [];
  for (const item of await planRebuild(lake, await knownStreams(lake)))
    found.push(...(await rebuildItem(lake, item, mode)));
  return found;
}

/** Rows of what is made of originals: not of the ledger, and of what the ledger alone tells. */
async function rows(lake: Lake) {
  const { ledger_files, ledger_days, coverage, rejects, ...made } = await rowsByTable(lake.store);
  return made;
}

describe('a rebuild of a lake that lost its ledger', () => {
  test.each([['ledger_files'], ['ledger_days']])('leaves every row there was: %s', async (table) => {
    await withLakeFixture(
      { people: 4, faults: ['late-events', 'duplicate-events'] },
      async ({ lake, store, pull }) => {
        await pull({ since });
        const before = await rows(lake);
        await rm(join(store.folder ?? '', 'lake', table), { recursive: true });
        const found = await rebuildAll(lake);
        expect(await rows(lake)).toEqual(before);
        expect(found.filter(({ withheld }) => withheld !== undefined)).toEqual([]);
      },
    );
  });

  test('makes tables that are gone as well again from the originals alone', async () => {
    await withLakeFixture(
      { people: 4, faults: ['late-events', 'duplicate-events'] },
      async ({ lake, store, pull }) => {
        await pull({ since });
        const before = await rows(lake);
        for (const table of ['ledger_files', 'ledger_days', 'codex_log', 'usage_user_day', 'users'])
          await rm(join(store.folder ?? '', 'lake', table), { recursive: true });
        // As another process, which knows of no folder that was there.
        await withLake(folderStore(store.folder ?? ''), (again) => rebuildAll(again));
        const { codex_log, usage_user_day, users } = await rows(lake);
        // Of two files with the same copy of an event, the ledger alone told which landed first.
        const anyFile = (log: readonly string[] = []) =>
          log.map((row) => row.replace(/"log_file_id":"[^"]*"/, '')).sort();
        expect({ codex_log: anyFile(codex_log), usage_user_day, users }).toEqual({
          codex_log: anyFile(before.codex_log),
          usage_user_day: before.usage_user_day,
          users: before.users,
        });
      },
    );
  });
});

test('a rebuild writes no fewer rows than are there, says so, and does when it is told to', async () => {
  await withLakeFixture({ people: 4 }, async ({ lake, store, pull }) => {
    await pull({ since });
    const before = await rows(lake);
    for (const folder of ['raw/CODEX_LOG', 'raw/usage', 'lake/ledger_files', 'lake/ledger_days'])
      await rm(join(store.folder ?? '', folder), { recursive: true });
    const withheld = (await rebuildAll(lake)).filter((one) => one.withheld !== undefined);
    expect(new Set(withheld.map(({ table }) => table))).toContain('codex_log');
    expect(new Set(withheld.map(({ table }) => table))).toContain('usage_user_day');
    expect(withheld[0]?.withheld).toMatch(/^0 rows come of the originals.*, \d+ are there; .*--allow-fewer/);
    expect(await rows(lake)).toEqual(before);
    await rebuildAll(lake, { allowFewer: true });
    expect((await rows(lake)).codex_log).toEqual([]);
  });
});
