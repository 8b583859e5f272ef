import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deadlineAfter } from '../../src/deadline/deadline.ts';
import { pull } from '../../src/ingest/pull.ts';
import { openLake } from '../../src/lake/lake.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { logSource } from '../../src/sources/compliance-logs/source.ts';
import type { InputFile } from '../input.ts';
import { localFiles } from '../local-files.ts';

// Ours: list, check, keep the original, transform, merge, ledger; all that `codex-lake pull CODEX_LOG` does but the network.
const [input = '', folder = ''] = process.argv.slice(2);
const files: InputFile[] = JSON.parse(await readFile(join(input, '..', 'files.json'), 'utf8'));

const http = localFiles(files);
const lake = await openLake(folderStore(folder), { digestKey: Buffer.alloc(32, 7) });
const now = new Date(`${files.at(-1)?.endTime.slice(0, 10)}T23:59:59Z`);
const run = {
  id: 'bench',
  lake,
  http,
  upstream: {
    apiBase: 'http://127.0.0.1/v1',
    rangesBase: 'http://127.0.0.1',
    complianceKey: 'files need none',
    paced: false,
  },
  now: () => now,
  deadline: deadlineAfter(),
  report: () => {},
};
const isSecond = (await Array.fromAsync(lake.store.list('raw/'))).length > 0;
const [result] = await pull(run, [{ source: logSource('CODEX_LOG'), scopeId: 'bench' }]);
await lake.close();
if (result?.outcome !== 'done' || result.counters.notLanded > 0)
  throw new Error(`pull: ${JSON.stringify(result)}`);
if (isSecond && http.downloads() > 0) throw new Error('the second run downloaded again');
