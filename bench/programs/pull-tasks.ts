import { deadlineAfter } from '../../src/deadline/deadline.ts';
import { httpClient } from '../../src/http/http-client.ts';
import { pull } from '../../src/ingest/pull.ts';
import { openLake } from '../../src/lake/lake.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { codexTaskList } from '../../src/sources/codex-tasks/source.ts';

// The first pull of a list of tasks, of any length. Prints the bytes of its original.
const [folder = '', apiBase = '', complianceKey = '', scopeId = '', now = ''] = process.argv.slice(2);

const store = folderStore(folder);
const lake = await openLake(store, { digestKey: Buffer.alloc(32, 7) });
const pageLimits = { maxPages: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };
const run = {
  id: 'bench',
  lake,
  http: httpClient(),
  upstream: { apiBase, rangesBase: apiBase, complianceKey, paced: false, pageLimits },
  now: () => new Date(now),
  deadline: deadlineAfter(),
  report: () => {},
};
const [result] = await pull(run, [{ source: codexTaskList, scopeId }]);
await lake.close();
if (result?.outcome !== 'done' || result.counters.notLanded > 0)
  throw new Error(`pull: ${JSON.stringify(result)}`);
const originals = await Array.fromAsync(store.list('raw/'));
const outputBytes = originals.reduce((sum, { size }) => sum + size, 0);
process.stdout.write(JSON.stringify({ outputBytes }));
