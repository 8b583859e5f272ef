import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { FaultName } from '../../simulator/faults.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { FileList, Page, Reader } from './reader.ts';

const NOW = new Date('2026-09-23T15:00:00Z');
let simulator: Simulator;

async function start(...faults: FaultName[]): Promise<Reader> {
  simulator = await startSimulator({ now: NOW, people: 20, faults });
  return new Reader(simulator);
}
afterEach(() => simulator.close());

describe('rate-limited', () => {
  test('refuses every fifth request, mostly with Retry-After 1, now and then with a date', async () => {
    const reader = await start('rate-limited');
    const waits: string[] = [];
    for (let i = 1; i <= 30; i++) {
      const answer = await reader.get(`${reader.compliance}/users?limit=1`);
      expect(answer.status).toBe(i % 5 === 0 ? 429 : 200);
      if (answer.status === 429) waits.push(answer.headers.get('retry-after') ?? '');
    }
    expect(waits.filter((wait) => wait === '1')).toHaveLength(4);
    const dates = waits.filter((wait) => wait !== '1').map((wait) => Date.parse(wait));
    expect(dates).toHaveLength(2);
    expect(dates.every((date) => Math.abs(date - Date.now()) < 3000)).toBe(true);
  });
});

describe('server-errors', () => {
  test('fail the chosen addresses twice, and then no more', async () => {
    const reader = await start('server-errors');
    const seen = new Set<number>();
    let disturbed = 0;
    for (let limit = 1; limit <= 40; limit++) {
      const url = `${reader.compliance}/users?limit=${limit}`;
      const statuses: number[] = [];
      for (let i = 0; i < 3; i++) statuses.push((await reader.get(url)).status);
      expect(statuses[2]).toBe(200);
      if (limit === 1) expect(statuses[0]).toBeGreaterThanOrEqual(500);
      if (statuses[0] !== 200) {
        disturbed += 1;
        seen.add(statuses[0] ?? 0).add(statuses[1] ?? 0);
      }
    }
    expect(disturbed).toBeGreaterThan(3);
    expect(disturbed).toBeLessThan(25);
    expect(seen).toEqual(new Set([500, 502, 503]));
  });
});

describe('html-instead-of-json', () => {
  test('answers 200 with a page, the first time for each route and log type', async () => {
    const reader = await start('html-instead-of-json');
    const after = '2026-09-23T10:00:00Z';
    const urls = [
      `${reader.analytics}/usage`,
      `${reader.compliance}/logs?event_type=AUDIT_LOG&after=${after}`,
      `${reader.compliance}/logs?event_type=AUTH_LOG&after=${after}`,
    ];
    for (const url of urls) {
      const first = await reader.get(url);
      expect(first.status).toBe(200);
      expect(first.headers.get('content-type')).toContain('text/html');
      expect(await reader.json(url)).toBeTypeOf('object');
    }
  });
});

describe('stuck-cursor', () => {
  test('claims more rows with a next_page that is null or repeated', async () => {
    const reader = await start('stuck-cursor');
    const alone = Page.parse(await reader.json(`${reader.analytics}/usage?limit=30000`));
    expect(alone).toMatchObject({ has_more: true, next_page: null });
    const half = Math.ceil(alone.data.length / 2);
    const first = Page.parse(await reader.json(`${reader.analytics}/usage?limit=${half}`));
    const url = `${reader.analytics}/usage?limit=${half}&page=${first.next_page}`;
    expect(Page.parse(await reader.json(url))).toMatchObject({ has_more: true, next_page: first.next_page });
  });

  test('claims more files, tasks, environments and users without getting on', async () => {
    const reader = await start('stuck-cursor');
    const after = '2026-09-23T10:00:00Z';
    const files = FileList.parse(
      await reader.json(`${reader.compliance}/logs?event_type=AUTH_LOG&after=${after}`),
    );
    expect(files).toMatchObject({ has_more: true, last_end_time: after });
    const List = z.looseObject({ has_more: z.boolean(), data: z.array(z.looseObject({ id: z.string() })) });
    const users = List.parse(await reader.json(`${reader.compliance}/users`));
    const again = List.parse(await reader.json(`${reader.compliance}/users?after=${users.data.at(-1)?.id}`));
    expect(users.has_more && again.has_more).toBe(true);
    expect(again.data).toEqual([]);
  });
});
