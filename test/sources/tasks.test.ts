import { afterEach, expect, it } from 'vitest';
import { httpClient } from '../../src/http/http-client.ts';
import { codexTaskList } from '../../src/sources/codex-tasks/source.ts';
import { answering, startUpstream, type Upstream } from '../http/upstream.ts';

let server: Upstream | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const KNOWN_SECONDS = 1_790_000_000;

async function read(known: number | undefined, ...pages: readonly object[]): Promise<unknown[]> {
  server = await startUpstream(...pages.map((page) => answering(200, page)));
  const upstream = { apiBase: server.origin, rangesBase: '', complianceKey: 'key', paced: false };
  const request = { http: httpClient(), upstream, source: codexTaskList, scopeId: 'w', known };
  const answer = await codexTaskList.read(request);
  return (await Array.fromAsync(answer.pages)).flat().map((row) => JSON.parse(row));
}

const task = (id: string, updated_at: unknown) => ({ id, updated_at });
const page = (data: readonly unknown[], cursor: string | null) => ({
  data,
  has_more: cursor !== null,
  cursor,
});

it('a task that does not say when it changed ends nothing: what is behind it is read', async () => {
  const [fresh, older] = [task('fresh', KNOWN_SECONDS + 60), task('other', KNOWN_SECONDS + 30)];
  for (const odd of [task('odd', null), task('odd', 'soon'), { id: 'odd' }, 7, null])
    expect(await read(KNOWN_SECONDS * 1000, page([fresh, odd], 'next'), page([older], null))).toEqual([
      fresh,
      odd,
      older,
    ]);
});

it('a page of tasks that do not say when they changed is not one without a change', async () => {
  const [odd, fresh] = [{ id: 'odd' }, task('fresh', KNOWN_SECONDS + 60)];
  expect(await read(KNOWN_SECONDS * 1000, page([odd], 'next'), page([fresh], null))).toEqual([odd, fresh]);
});

it('nothing is read where the latest change is known', async () => {
  expect(await read(KNOWN_SECONDS * 1000, page([task('known', KNOWN_SECONDS)], 'next'))).toEqual([]);
});
