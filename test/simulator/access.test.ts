import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Reader } from './reader.ts';

const NOW = new Date('2026-09-23T15:00:00Z');
let simulator: Simulator;
let reader: Reader;

beforeAll(async () => {
  simulator = await startSimulator({ now: NOW, people: 20 });
  reader = new Reader(simulator);
});
afterAll(() => simulator.close());

describe('keys', () => {
  test('a missing or wrong key gets 401 with an error message', async () => {
    for (const key of [null, 'sk-admin-of-somebody-else']) {
      const answer = await reader.get(`${reader.analytics}/usage`, key);
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.text)).toMatchObject({ error: { message: expect.any(String) } });
    }
  });

  test('a key of the other class gets 403', async () => {
    expect((await reader.get(`${reader.analytics}/usage`, simulator.complianceKey)).status).toBe(403);
    expect((await reader.get(`${reader.compliance}/users`, simulator.analyticsKey)).status).toBe(403);
  });

  test('an unknown workspace, organization or path gets 404', async () => {
    const { apiBase } = simulator;
    expect((await reader.get(`${apiBase}/analytics/codex/workspaces/other/usage`)).status).toBe(404);
    expect((await reader.get(`${apiBase}/compliance/organizations/org-x/logs`)).status).toBe(404);
    expect((await reader.get(`${reader.compliance}/nonsense`)).status).toBe(404);
  });
});

describe('methods', () => {
  test('refuses to delete, and remembers that it was asked to', async () => {
    const headers = { authorization: `Bearer ${simulator.complianceKey}` };
    const response = await fetch(`${reader.compliance}/codex_tasks/task_e_1`, { method: 'DELETE', headers });
    expect(response.status).toBe(405);
    expect(simulator.requests.get('delete')).toBe(1);
  });
});

describe('rate limits', () => {
  test('allow 50 file requests a window, then 429 with Retry-After until the window has slid on', async () => {
    const limited = await startSimulator({ now: NOW, people: 5, rateLimits: true, rateWindowSeconds: 2 });
    const other = new Reader(limited);
    const url = `${other.compliance}/logs/eclf_000000000000000000000000`;
    const statuses: number[] = [];
    for (let i = 0; i < 51; i++) statuses.push((await other.get(url)).status);
    expect(statuses.slice(0, 50).every((status) => status === 404)).toBe(true);
    const refused = await other.get(url);
    expect(refused.status).toBe(429);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThanOrEqual(1);
    expect((await other.get(`${other.compliance}/users`)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    expect((await other.get(url)).status).toBe(404);
    await limited.close();
  });

  test('are off unless asked for', async () => {
    for (let i = 0; i < 120; i++)
      expect((await reader.get(`${reader.compliance}/users?limit=1`)).status).toBe(200);
  });
});

describe('the control paths', () => {
  const post = (what: string, body: unknown) =>
    fetch(`${simulator.rangesBase}/__simulator/${what}`, { method: 'POST', body: JSON.stringify(body) });

  test('move the clock, switch faults, and tell what was served', async () => {
    expect((await post('clock', { now: '2026-09-24T15:00:00Z' })).status).toBe(200);
    await reader.usage('group=workspace');
    await reader.usage('start_time=1790121600');
    const served: unknown = await (await fetch(`${simulator.rangesBase}/__simulator/served`)).json();
    expect(served).toMatchObject({
      workspace_usage: { '2026-09-24': { turns: expect.any(Number) } },
      usage: { '2026-09-23': { rows: expect.any(Number), turns: expect.any(Number) } },
      users: 1,
    });
    expect((await post('faults', { faults: ['ranges-html-403'] })).status).toBe(200);
    expect((await reader.get(`${simulator.rangesBase}/chatgpt-agents.json`, null)).status).toBe(403);
    expect((await post('faults', { faults: [] })).status).toBe(200);
    await post('clock', { now: NOW.toISOString() });
  });

  test('refuse a clock that is no time and a fault that is none', async () => {
    expect((await post('clock', { now: 'noon' })).status).toBe(400);
    expect((await post('faults', { faults: ['gremlins'] })).status).toBe(400);
  });
});
