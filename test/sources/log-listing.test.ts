import { afterEach, describe, expect, it } from 'vitest';
import { ContractError } from '../../src/http/errors.ts';
import { httpClient } from '../../src/http/http-client.ts';
import { listFiles } from '../../src/sources/compliance-logs/client.ts';
import { logSource } from '../../src/sources/compliance-logs/source.ts';
import { answering, startUpstream, type Upstream } from '../http/upstream.ts';

let server: Upstream | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const T1 = '2026-11-02T10:00:00.000001Z';
const T2 = '2026-11-02T11:00:00.654321Z';
const file = (id: string, end_time: string, more: object = {}) => ({
  id,
  event_type: 'CODEX_LOG',
  end_time,
  file_name: `${id}.jsonl`,
  file_size: 10,
  file_sha256: 'a'.repeat(64),
  ...more,
});
const page = (data: readonly { end_time: string }[], has_more: boolean) => ({
  data,
  has_more,
  last_end_time: data.at(-1)?.end_time ?? null,
});

async function list(source: string, ...pages: readonly unknown[]): Promise<string[]> {
  server = await startUpstream(...pages.map((one) => answering(200, one)));
  const upstream = { apiBase: server.origin, rangesBase: '', complianceKey: 'key', paced: false };
  const files = listFiles({
    http: httpClient(),
    upstream,
    source: logSource(source),
    scopeId: 'scope',
    after: T1,
  });
  return (await Array.fromAsync(files)).map(({ id }) => id);
}

const afters = () =>
  (server?.requests ?? []).map(({ url }) => new URL(url, server?.origin).searchParams.get('after'));

describe('a listing', () => {
  it('loses no file whose end time is that of the last of a page, and gives none twice', async () => {
    const found = await list(
      'CODEX_LOG',
      page([file('a', T1), file('b', T2)], true),
      page([file('b', T2), file('c', T2)], false),
    );
    expect(found).toEqual(['a', 'b', 'c']);
    expect(afters()).toEqual([T1, '2026-11-02T11:00:00.654320Z']);
  });

  it('goes on behind a page that is full of one end time', async () => {
    const found = await list('CODEX_LOG', page([file('a', T2), file('b', T2)], true), page([], false));
    expect(found).toEqual(['a', 'b']);
    expect(afters()).toEqual([T1, '2026-11-02T11:00:00.654320Z', T2]);
  });

  it('of costs is asked for at the organization', async () => {
    await list('COSTS', page([], false));
    expect(server?.requests[0]?.url).toMatch(/^\/compliance\/organizations\/scope\/logs\?event_type=COSTS&/);
  });

  it.each<[string, readonly unknown[]]>([
    ['more is promised, and the same comes again', [page([file('a', T1), file('b', T2)], true)]],
    ['more is promised, but not from when', [{ data: [file('a', T1)], has_more: true, last_end_time: null }]],
    ['an id would leave the folder of its file', [page([file('../../x', T1)], false)]],
    ['an id is empty', [page([file('', T1)], false)]],
    ['a checksum is none', [page([file('a', T1, { file_sha256: 'none' })], false)]],
    ['an end time is none', [page([file('a', 'yesterday')], false)]],
  ])('is a breach of contract when %s', async (_what, pages) => {
    await expect(list('CODEX_LOG', ...pages)).rejects.toBeInstanceOf(ContractError);
  });
});
