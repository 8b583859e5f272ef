import { afterEach, describe, expect, it } from 'vitest';
import { ContractError } from '../../src/http/errors.ts';
import { httpClient } from '../../src/http/http-client.ts';
import { listFiles } from '../../src/sources/compliance-logs/client.ts';
import { logSource } from '../../src/sources/compliance-logs/source.ts';
import type { ListFilesRequest, UnreadableEntry } from '../../src/sources/source.ts';
import { answering, startUpstream, type Upstream } from '../http/upstream.ts';

let server: Upstream | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const T1 = '2026-11-02T10:00:00.000001Z';
const T2 = '2026-11-02T11:00:00.654321Z';
const T3 = '2026-11-02T12:00:00.000000Z';
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

type Listeners = Pick<ListFilesRequest, 'onUnreadable'>;

/** Ids of the files of a listing whose answers are the pages; what is no page says who is told of the rest. */
async function list(source: string, ...answers: readonly (object | string | Listeners)[]): Promise<string[]> {
  const isListeners = (one: object | string): one is Listeners =>
    typeof one === 'object' && 'onUnreadable' in one;
  const pages = answers.filter((one) => !isListeners(one));
  server = await startUpstream(...pages.map((one) => answering(200, one)));
  const upstream = { apiBase: server.origin, rangesBase: '', complianceKey: 'key', paced: false };
  const files = listFiles({
    http: httpClient(),
    upstream,
    source: logSource(source),
    scopeId: 'scope',
    after: T1,
    ...answers.find(isListeners),
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

  it('of two documents is two pages, and goes on behind the first that promises more', async () => {
    const first = page([file('a', T1), file('b', T2)], true);
    const second = page([file('c', T3)], true);
    const found = await list(
      'CODEX_LOG',
      `${JSON.stringify(first)}\n${JSON.stringify(second)}\n`,
      page([file('b', T2), file('between', T2), file('c', T3)], true),
      page([file('c', T3), file('d', T3)], false),
    );
    expect(found).toEqual(['a', 'b', 'c', 'between', 'd']);
    expect(afters()).toEqual([T1, '2026-11-02T11:00:00.654320Z', '2026-11-02T11:59:59.999999Z']);
  });

  it.each<[string, object]>([
    ['no id', { id: undefined }],
    ['an empty id', { id: '' }],
    ['an id that is no text', { id: 7 }],
    ['an id that would lead elsewhere', { id: '..' }],
    ['an id of control characters', { id: 'a\u0000b' }],
    ['an id that is no Unicode', { id: 'a\ud800' }],
    ['an id too long for a file name', { id: 'ä'.repeat(40) }],
    ["the ledger's own name", { id: `unlisted~${'2026-11-02T11:00:00Z'}` }],
    ['an end time that is none', { end_time: 'yesterday' }],
    ['no end time', { end_time: undefined }],
  ])('holds an entry with %s alone, by name and time', async (_what, odd) => {
    const unreadable: UnreadableEntry[] = [];
    const more = { onUnreadable: (entry: UnreadableEntry) => unreadable.push(entry) };
    const entries = [file('a', T1), file('b', T2, odd), file('c', T3)];
    expect(await list('CODEX_LOG', page(entries, false), more)).toEqual(['a', 'c']);
    expect(unreadable).toEqual([
      {
        name: 'id' in odd ? expect.stringMatching(/^[0-9a-f]{16}$/) : 'b',
        endTime: 'id' in odd ? T2 : T1,
        reason: `its entry in the listing names no file: not as specified at ${Object.keys(odd)[0]}`,
      },
    ]);
  });

  it('holds an entry that is no object, and goes on behind a page of nothing else', async () => {
    const odd = { data: [null, 'x', []], has_more: true, last_end_time: T2 };
    expect(await list('CODEX_LOG', odd, page([], false), page([file('c', T3)], false))).toEqual(['c']);
  });

  it.each(['eclf:2026/07=', '../../x', 'a b+c%20', "~!'()*", '..x', 'ü', '.hidden'])(
    'takes a file with the id %s',
    async (id) => {
      expect(await list('CODEX_LOG', page([file(id, T1), file('b', T2)], false))).toEqual([id, 'b']);
    },
  );

  it('of costs is asked for at the organization', async () => {
    await list('COSTS', page([], false));
    expect(server?.requests[0]?.url).toMatch(/^\/compliance\/organizations\/scope\/logs\?event_type=COSTS&/);
  });

  it.each<[string, readonly object[]]>([
    ['more is promised, and the same comes again', [page([file('a', T1), file('b', T2)], true)]],
    ['more is promised, but not from when', [{ data: [file('a', T1)], has_more: true, last_end_time: null }]],
    [
      'nothing but entries that name no file come',
      [
        page(
          Array.from({ length: 21 }, (_, i) => file(`f${i}`, 'yesterday')),
          false,
        ),
      ],
    ],
  ])('is a breach of contract when %s', async (_what, pages) => {
    await expect(list('CODEX_LOG', ...pages)).rejects.toBeInstanceOf(ContractError);
  });
});
