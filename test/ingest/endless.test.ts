import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { pull } from '../../src/ingest/pull.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { runInto, withFolder, withLake } from '../harness/pull-fixture.ts';
import { noteAttack } from '../proofs/results.ts';

const DAY_S = 86_400;

/** A page that promises another one, for ever: of daily rows, of log files, or of a list. */
function endlessPage(path: string, page: number, since: number): unknown {
  if (path.includes('/analytics/'))
    return {
      data: [{ start_time: since, user_id: `user-${page}` }],
      has_more: true,
      next_page: `page-${page}`,
    };
  if (path.endsWith('/logs')) {
    const end_time = new Date(Date.parse('2026-11-18T00:00:00Z') + page * 1000).toISOString();
    const file = { id: `file-${page}`, event_type: 'AUTH_LOG', end_time, file_name: 'f', file_size: 1 };
    return { data: [{ ...file, file_sha256: 'a'.repeat(64) }], has_more: true, last_end_time: end_time };
  }
  return { object: 'list', data: [{ id: `id-${page}` }], has_more: true, cursor: `cursor-${page}` };
}

test('lists without an end, of every kind, end the source by name, and its neighbours go on', async () => {
  let page = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://upstream');
    page++;
    const since = Number(url.searchParams.get('start_time') ?? 0);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(endlessPage(url.pathname, page, since - (since % DAY_S))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const base = `http://127.0.0.1:${address.port}`;
  const keys = {
    analyticsKey: 'analytics',
    complianceKey: 'compliance',
    workspaceId: 'ws',
    organizationId: 'org',
  };
  try {
    await withFolder((folder) =>
      withLake(folderStore(folder), async (lake) => {
        const sources = ['users', 'codex_environments', 'codex_tasks', 'usage', 'AUTH_LOG'];
        const asked = { sources, since: '2026-11-18', until: '2026-11-19' };
        const { run, streams } = await runInto(lake, { apiBase: base, rangesBase: base, ...keys }, asked);
        const upstream = { ...run.upstream, pageLimits: { maxPages: 20, maxBytes: 1 << 20 } };
        const results = await pull({ ...run, upstream }, streams);
        const told = results.map(({ stream, outcome, counters }) => [
          stream.source.name,
          outcome,
          /more than 20 pages; if that is right, raise maxPages in the settings/.test(counters.reason ?? ''),
        ]);
        expect(told).toEqual(
          expect.arrayContaining(
            ['users', 'codex_environments', 'codex_tasks', 'AUTH_LOG'].map((name) => [name, 'failed', true]),
          ),
        );
        // A day without an end is refused by itself.
        const days = results.find(({ stream }) => stream.source.name === 'usage');
        expect([days?.outcome, days?.counters.notLanded]).toEqual(['done', 1]);
        expect(page).toBeLessThan(200);
        noteAttack('lists without an end, of every kind', sources.length, results.length);
      }),
    );
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
