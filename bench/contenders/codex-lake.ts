import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pull } from '../../lambdas/collect/pull.ts';
import { deadlineAfter } from '../../lambdas/http/deadline.ts';
import { httpClient } from '../../lambdas/http/http-client.ts';
import { folderStore } from '../../lambdas/lake/folder-store.ts';
import { openLake } from '../../lambdas/lake/lake.ts';
import { logSource } from '../../lambdas/sources/compliance-logs/source.ts';
import { measure } from '../measure.ts';

// Ours: list, download, check, keep the original, transform, merge, ledger; all that `codex-lake pull CODEX_LOG` does.
const [folder = '', apiBase = '', now = ''] = process.argv.slice(2);

await measure(async () => {
  const lake = await openLake(folderStore(folder), { digestKey: Buffer.alloc(32, 7) });
  const clock = () => new Date(now);
  const run = {
    id: 'bench',
    lake,
    http: httpClient(),
    upstream: { apiBase, rangesBase: apiBase, complianceKey: 'none', paced: false },
    now: clock,
    deadline: deadlineAfter(),
    report: () => {},
  };
  const [result] = await pull(run, [{ source: logSource('CODEX_LOG'), scopeId: 'bench' }]);
  await lake.close();
  if (result?.outcome !== 'done' || result.tally.held > 0) throw new Error(`pull: ${JSON.stringify(result)}`);
  return sizeOf(join(folder, 'lake', 'codex_log'));
});

async function sizeOf(path: string): Promise<number> {
  const names = await readdir(path, { recursive: true });
  const stats = await Promise.all(names.map((name) => stat(join(path, name))));
  return stats.filter((entry) => entry.isFile()).reduce((sum, { size }) => sum + size, 0);
}
