import { expect, test } from 'vitest';
import { startSimulator } from '../../simulator/simulator.ts';
import { readConfig } from '../../src/config/config.ts';
import { streamsOf } from '../../src/config/streams.ts';
import { deadlineAfter } from '../../src/deadline/deadline.ts';
import { runPull } from '../../src/ingest/run-pull.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { NOW, rowsOf, withFolder } from '../harness/pull-fixture.ts';

test('a source whose key nobody gave yet is not configured: said once a day, and no hindrance to the others', async () => {
  const simulator = await startSimulator({ people: 3, now: NOW });
  await withFolder(async (lake) => {
    const { apiBase, rangesBase, analyticsKey, workspaceId } = simulator;
    const config = await readConfig(
      { lake, apiBase, rangesBase, analyticsKey, workspaces: [workspaceId], paced: false },
      {},
      'none',
    );
    const streams = streamsOf(config, ['users', 'usage_workspace', 'egress_ranges']);
    for (const _run of [1, 2]) {
      const results = await runPull(config, streams, { now: () => NOW, deadline: deadlineAfter() });
      expect(results.map(({ outcome }) => outcome)).toEqual(['not configured', 'done', 'done']);
      expect(results[0]?.counters.reason).toBe('compliance key: not given yet');
    }
    const said = await rowsOf(folderStore(lake), `SELECT source FROM runs WHERE outcome = 'not configured'`);
    expect(said).toEqual([{ source: 'users' }]);
  });
  await simulator.close();
});
