import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { ContractError } from '../../src/http/errors.ts';
import { httpClient } from '../../src/http/http-client.ts';
import { readDays } from '../../src/sources/analytics/client.ts';
import { usage, usageWorkspace } from '../../src/sources/analytics/source.ts';
import type { DayOfRows } from '../../src/sources/source.ts';
import { addDays, startOf } from '../../src/tables/utc-day.ts';
import { answering, startUpstream, type Upstream } from '../http/upstream.ts';

interface Page {
  readonly data: readonly unknown[];
  readonly has_more: boolean;
  readonly next_page?: string | null;
}

let server: Upstream | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const SINCE = '2026-11-01';
const UNTIL = '2026-11-06';
const row = (day: string, n: number) => ({ start_time: startOf(day) / 1000, user_id: `u${n}` });

async function read(pages: readonly Page[], source = usage): Promise<DayOfRows[]> {
  await server?.close();
  server = await startUpstream(...pages.map((page) => answering(200, page)));
  const upstream = { apiBase: server.origin, rangesBase: '', analyticsKey: 'key', paced: true };
  const window = { since: SINCE, until: UNTIL };
  return Array.fromAsync(readDays({ http: httpClient(), upstream, source, scopeId: 'a b', ...window }));
}

describe('days', () => {
  it('come whole and in order, wherever pages are cut', async () => {
    const counts = fc.array(fc.nat(4), { minLength: 5, maxLength: 5 });
    const pageSize = fc.integer({ min: 1, max: 7 });
    await fc.assert(
      fc.asyncProperty(counts, pageSize, async (perDay, size) => {
        const days = perDay.map((count, i) => {
          const day = addDays(SINCE, i);
          return { day, rows: Array.from({ length: count }, (_, n) => row(day, n)) };
        });
        const all = days.flatMap(({ rows }) => rows);
        const pages: Page[] = [];
        for (let at = 0; at === 0 || at < all.length; at += size) {
          const has_more = at + size < all.length;
          pages.push({
            data: all.slice(at, at + size),
            has_more,
            next_page: has_more ? `p${at + size}` : null,
          });
        }
        const found = await read(pages);
        expect(found).toEqual(
          days
            .filter(({ rows }) => rows.length > 0)
            .map(({ day, rows }) => ({ day, rows: rows.map((one) => JSON.stringify(one)) })),
        );
        expect(server?.requests).toHaveLength(pages.length);
      }),
      { numRuns: 40 },
    );
  });

  it('are asked for by window, workspace and page', async () => {
    await read(
      [
        { data: [], has_more: true, next_page: 'x y' },
        { data: [], has_more: false },
      ],
      usageWorkspace,
    );
    const [first, second] = (server?.requests ?? []).map(({ url }) => new URL(url, server?.origin));
    expect(first?.pathname).toBe('/analytics/codex/workspaces/a%20b/usage');
    expect(Object.fromEntries(first?.searchParams ?? [])).toEqual({
      group: 'workspace',
      start_time: String(startOf(SINCE) / 1000),
      end_time: String(startOf(UNTIL) / 1000),
      limit: '5000',
    });
    expect(second?.searchParams.get('page')).toBe('x y');
  });
});

describe('an answer that breaks the contract', () => {
  it.each<[string, readonly Page[]]>([
    ['more rows but no page', [{ data: [row(SINCE, 1)], has_more: true, next_page: null }]],
    ['more rows but no field for the page', [{ data: [], has_more: true }]],
    ['a page that leads to itself', [{ data: [], has_more: true, next_page: 'same' }]],
    ['a day before the window', [{ data: [row('2026-10-31', 1)], has_more: false }]],
    ['a day behind the window', [{ data: [row(UNTIL, 1)], has_more: false }]],
    ['days out of order', [{ data: [row('2026-11-03', 1), row('2026-11-02', 1)], has_more: false }]],
    ['a row without its day', [{ data: [{ user_id: 'u' }], has_more: false }]],
    ['a row in milliseconds', [{ data: [{ start_time: startOf(SINCE) }], has_more: false }]],
  ])('is refused: %s', async (_what, pages) => {
    await expect(read(pages)).rejects.toBeInstanceOf(ContractError);
  });

  it('still gives the days that were whole before it', async () => {
    server = await startUpstream(
      answering(200, { data: [row('2026-11-01', 1), row('2026-11-02', 1)], has_more: true }),
    );
    const upstream = { apiBase: server.origin, rangesBase: '', analyticsKey: 'key', paced: true };
    const days: string[] = [];
    const reading = async () => {
      const request = { http: httpClient(), upstream, source: usage, scopeId: 'w' };
      for await (const { day } of readDays({ ...request, since: SINCE, until: UNTIL })) days.push(day);
    };
    await expect(reading()).rejects.toBeInstanceOf(ContractError);
    expect(days).toEqual(['2026-11-01']);
  });
});
