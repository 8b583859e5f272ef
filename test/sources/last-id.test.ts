import { afterEach, expect, it } from 'vitest';
import { ContractError } from '../../src/http/errors.ts';
import { httpClient } from '../../src/http/http-client.ts';
import { userList } from '../../src/sources/users/source.ts';
import { answering, startUpstream, type Upstream } from '../http/upstream.ts';

let server: Upstream | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function read(...pages: readonly object[]): Promise<string[]> {
  server = await startUpstream(...pages.map((page) => answering(200, page)));
  const upstream = { apiBase: server.origin, rangesBase: '', complianceKey: 'key', paced: false };
  const request = { http: httpClient(), upstream, source: userList, scopeId: 'w', known: undefined };
  const answer = await userList.read(request);
  return (await Array.fromAsync(answer.pages)).flat().map((row) => String(JSON.parse(row).id));
}
const afters = () =>
  (server?.requests ?? []).map(({ url }) => new URL(url, server?.origin).searchParams.get('after'));
const page = (ids: readonly string[], has_more: boolean, more: object = {}) => ({
  data: ids.map((id) => ({ id })),
  has_more,
  ...more,
});

it('the directory goes on behind the last_id upstream names, also where nobody on the page is called so', async () => {
  const pages = [
    page(['a', 'b'], true, { last_id: 'b-hidden' }),
    page([], true, { last_id: 'c-hidden' }),
    page(['d'], false),
  ];
  expect(await read(...pages)).toEqual(['a', 'b', 'd']);
  expect(afters()).toEqual([null, 'b-hidden', 'c-hidden']);
});

it('a list without a last_id goes on behind its last item', async () => {
  expect(await read(page(['a', 'b'], true), page(['c'], false, { last_id: null }))).toEqual(['a', 'b', 'c']);
  expect(afters()).toEqual([null, 'b']);
});

it('a last_id that comes again is a breach of contract', async () => {
  await expect(
    read(page(['a'], true, { last_id: 'x' }), page(['b'], true, { last_id: 'x' })),
  ).rejects.toThrow(ContractError);
});

it('an item without an id, or that is no object, goes on its own way, and the list behind the last one that has an id', async () => {
  const odd = { data: [{ id: 'a' }, { id: 7 }, null, 'text'], has_more: true };
  server = await startUpstream(answering(200, odd), answering(200, page(['b'], false)));
  const upstream = { apiBase: server.origin, rangesBase: '', complianceKey: 'key', paced: false };
  const request = { http: httpClient(), upstream, source: userList, scopeId: 'w', known: undefined };
  const answer = await userList.read(request);
  expect((await Array.fromAsync(answer.pages)).flat()).toEqual([
    '{"id":"a"}',
    '{"id":7}',
    'null',
    '"text"',
    '{"id":"b"}',
  ]);
  expect(afters()).toEqual([null, 'a']);
});
