import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pull } from '../../src/ingest/pull.ts';
import { fileLiteral } from '../../src/lake/engine/file-literal.ts';
import { columnList, writeParquet } from '../../src/lake/engine/parquet.ts';
import { type Lake, openLake } from '../../src/lake/lake.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { planRebuild, rebuildItem } from '../../src/repair/rebuild.ts';
import type { Table } from '../../src/tables/define-table.ts';
import { runInto } from '../harness/pull-fixture.ts';
import { objectsOf } from '../harness/scratch-lake.ts';
import { garden } from '../ingest/planted/plant.ts';
import { plantedRecords } from '../ingest/planted/planted-records.ts';
import { startPlantedUpstream } from '../ingest/planted/planted-upstream.ts';
import { textsOfLake } from '../ingest/planted/texts-of-lake.ts';

const LEAK = 'wombat that leaked';

/** Writes the table's objects as an older version of the program did: with a word in what no column knows. */
async function leakInto(lake: Lake & { readonly folder: string }, table: Table): Promise<number> {
  const objects = await objectsOf(lake.store, `lake/${table.name}/`);
  for (const object of objects) {
    const file = fileLiteral(`${lake.folder}/${object.key}`);
    const rows = `SELECT ${columnList(table)} FROM read_parquet(${file}, hive_partitioning = false)`;
    const leaking = `SELECT * REPLACE ('{"short":"${LEAK}"}' AS extra_json) FROM (${rows})`;
    await lake.store.put(
      object.key,
      { file: await writeParquet(lake, table, { inOrder: [leaking] }, 2) },
      object,
    );
  }
  return objects.length;
}

test('words that older rules let into tables are gone once what is outdated is made anew', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'codex-lake-test-'));
  const upstream = await startPlantedUpstream(plantedRecords(garden()));
  const lake = { ...(await openLake(folderStore(folder), { digestKey: Buffer.alloc(32, 5) })), folder };
  try {
    const sources = [
      'CODEX_LOG',
      'HOLOGRAM_LOG',
      'COSTS',
      'usage',
      'code_reviews',
      'users',
      'codex_tasks',
      'codex_environments',
      'egress_ranges',
    ];
    const { run, streams } = await runInto(lake, upstream, { sources, since: '2026-11-16' });
    await pull(run, streams);
    const before = await textsOfLake(lake);
    for (const { source } of streams)
      expect([source.name, await leakInto(lake, source.record.tables[0])]).toEqual([source.name, 1]);
    const leaking = async () =>
      [...(await textsOfLake(lake))].filter(([, text]) => text.includes(LEAK)).map(([key]) => key);
    expect(await leaking()).toHaveLength(streams.length);
    for (const item of await planRebuild(lake, streams, { outdated: true }))
      await rebuildItem(lake, item, {});
    expect(await leaking()).toEqual([]);
    expect([...(await textsOfLake(lake)).keys()]).toEqual([...before.keys()]);
    expect(await planRebuild(lake, streams, { outdated: true })).toEqual([]);
  } finally {
    await lake.close();
    await upstream.close();
    await rm(folder, { recursive: true });
  }
});
