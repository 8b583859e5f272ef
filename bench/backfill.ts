import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { note, print, tableOfRows } from '../src/cli/output.ts';
import { deadlineAfter } from '../src/deadline/deadline.ts';
import { httpClient } from '../src/http/http-client.ts';
import { pull } from '../src/ingest/pull.ts';
import { openLake } from '../src/lake/lake.ts';
import { folderStore } from '../src/lake/store/folder-store.ts';
import { logSource } from '../src/sources/compliance-logs/source.ts';
import { type InputFile, makeInput } from './input.ts';
import { pageAfter } from './local-files.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '160' },
    help: { type: 'boolean', default: false },
  },
});

const HELP = `Pulls log files over HTTP from this machine, of upstream's largest size and of a few kilobytes: once as fast as it goes, and once
at the pace upstream allows, which is told beside the least time that this pace leaves.

  npm run bench:backfill                   160 files of each size; ten minutes
  npm run bench:backfill -- --files 60     fewer
`;

const SIZES = { largest: 15_000_000, small: 8_000 };
const A_MINUTE = 50;

interface Pulled {
  readonly seconds: number;
  /** Processor time, of what answers too. */
  readonly cpuSeconds: number;
  /** When each download was asked for, in seconds. */
  readonly askedAt: readonly number[];
}

async function pullOnce(folder: string, files: readonly InputFile[], paced: boolean): Promise<Pulled> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const seconds = () => (performance.now() - start) / 1000;
  const askedAt: number[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://upstream');
    const file = files.find(({ id }) => url.pathname.endsWith(`/${id}`));
    if (file === undefined) {
      response.end(JSON.stringify(pageAfter(files, url.searchParams.get('after') ?? '')));
      return;
    }
    askedAt.push(seconds());
    createReadStream(file.path).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const lake = await openLake(folderStore(folder), { digestKey: Buffer.alloc(32, 7) });
  const now = new Date(`${files.at(-1)?.endTime.slice(0, 10)}T23:59:59Z`);
  const run = {
    id: 'bench',
    lake,
    http: httpClient(),
    upstream: { apiBase: origin, rangesBase: origin, complianceKey: 'files need none', paced },
    now: () => now,
    deadline: deadlineAfter(),
    report: () => {},
  };
  try {
    const [result] = await pull(run, [{ source: logSource('CODEX_LOG'), scopeId: 'bench' }]);
    if (result?.outcome !== 'done' || result.counters.landed !== files.length)
      throw new Error(`pull: ${JSON.stringify(result)}`);
    const { user, system } = process.cpuUsage(cpu);
    return { seconds: seconds(), cpuSeconds: (user + system) / 1e6, askedAt };
  } finally {
    await lake.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  }
}

/** Seconds in which a download could have been asked for, and none was, as the pace goes. */
function idleSeconds(askedAt: readonly number[]): number {
  const least = (index: number) => (askedAt[index - A_MINUTE] ?? Number.NEGATIVE_INFINITY) + 60;
  const begun = askedAt[0] ?? 0;
  return askedAt.reduce((most, at, index) => Math.max(most, at - Math.max(begun, least(index))), 0);
}

if (values.help) {
  print(HELP);
} else {
  const count = Number(values.files);
  const folder = await mkdtemp(join(tmpdir(), 'codex-lake-bench-'));
  const rows = [];
  for (const [size, bytes] of Object.entries(SIZES)) {
    note(`making ${count} files of ${bytes / 1e6} MB …`);
    const made = await makeInput(join(folder, size), (count * bytes * 1.01) / 1e6, bytes);
    const files = made.slice(0, count);
    note('pulling them as fast as it goes …');
    const free = await pullOnce(join(folder, 'free'), files, false);
    note(`pulling them at ${A_MINUTE} a minute …`);
    const paced = await pullOnce(join(folder, 'paced'), files, true);
    rows.push({
      files: `${count} of ${bytes / 1e6} MB`,
      'unpaced s': free.seconds.toFixed(1),
      'unpaced files a minute': ((count / free.seconds) * 60).toFixed(0),
      'files a processor minute': ((count / free.cpuSeconds) * 60).toFixed(0),
      'paced s': paced.seconds.toFixed(1),
      'the pace alone, s': Math.floor((count - 1) / A_MINUTE) * 60,
      'last asked at, s': paced.askedAt.at(-1)?.toFixed(1),
      'late by at most, s': idleSeconds(paced.askedAt).toFixed(1),
    });
  }
  await rm(folder, { recursive: true });
  print(tableOfRows(Object.keys(rows[0] ?? {}), rows));
}
