import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import {
  AuthenticationError,
  ContractError,
  NotFoundError,
  RateLimitedError,
  UnavailableError,
} from '../../src/http/errors.ts';
import { httpClient } from '../../src/http/http-client.ts';
import type { Source, Upstream } from '../../src/sources/source.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import { answering, startUpstream } from '../http/upstream.ts';

/** Where to ask, with which keys, and for whom. */
type Asking = Upstream & Pick<Simulator, 'workspaceId' | 'organizationId'>;

const NOW = new Date('2026-11-20T09:30:00Z');

let simulator: Simulator;
let upstream: Asking;
let folder: string;
beforeAll(async () => {
  simulator = await startSimulator({ people: 30, now: NOW });
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-sources-'));
  upstream = askingOf(simulator);
});
afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => simulator.setFaults([]));

const http = httpClient({ firstWaitMs: 1, rateLimitedWaitMs: 1 });

function askingOf({ apiBase, rangesBase, analyticsKey, complianceKey, ...ids }: Simulator): Asking {
  const { workspaceId, organizationId } = ids;
  return { apiBase, rangesBase, analyticsKey, complianceKey, workspaceId, organizationId, paced: false };
}

/** Everything upstream has of the source: one text for each row or file. */
async function readAll(source: Source, asking = upstream): Promise<string[]> {
  const { workspaceId, organizationId } = asking;
  if (source.kind === 'days') {
    const window = { since: '2026-11-09', until: '2026-11-20' };
    const days = source.read({ http, upstream: asking, source, scopeId: workspaceId, ...window });
    return (await Array.fromAsync(days)).flatMap(({ rows }) => rows);
  }
  if (source.kind === 'list') {
    const scopeId = source.scope === 'feed' ? 'chatgpt-agents' : workspaceId;
    const { pages } = await source.read({ http, upstream: asking, source, scopeId, known: undefined });
    return (await Array.fromAsync(pages)).flat();
  }
  const scopeId = source.scope === 'organization' ? organizationId : workspaceId;
  const request = { http, upstream: asking, source, scopeId };
  const files = await Array.fromAsync(source.list({ ...request, after: '2026-11-14T00:00:00Z' }));
  const [first] = files;
  if (first !== undefined) {
    await source.download({ ...request, listed: first, to: join(folder, first.id) });
  }
  return files.map((file) => JSON.stringify(file));
}

describe.each(SOURCES.map((source) => [source.name, source] as const))('source %s', (_name, source) => {
  it('is read to its end, each thing once, and the same again', async () => {
    const rows = await readAll(source);
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows).size).toBe(rows.length);
    for (const row of rows) expect(JSON.parse(row)).toBeTypeOf('object');
    expect(await readAll(source)).toEqual(rows);
  });

  it('takes keys and clients nobody has heard of', async () => {
    const before = await readAll(source);
    simulator.setFaults(['new-key', 'unknown-client']);
    expect(await readAll(source)).toHaveLength(before.length);
  });

  it('waits out rate limits and failures', async () => {
    const before = await readAll(source);
    simulator.setFaults(['server-errors']);
    expect(await readAll(source)).toEqual(before);
  });

  it('is refused with a wrong key, and tells the key to nobody', async () => {
    const wrong = { ...upstream, analyticsKey: 'sk-wrong-canary', complianceKey: 'sk-wrong-canary' };
    if (source.key === 'none') {
      expect(await readAll(source, wrong)).toEqual(await readAll(source));
      return;
    }
    const refused = readAll(source, wrong);
    await expect(refused).rejects.toBeInstanceOf(AuthenticationError);
    await expect(refused).rejects.not.toThrow(/canary/);
  });

  it('takes a key without the scope, or for the other API, as refused', async () => {
    if (source.key === 'none') return;
    const { analyticsKey = '', complianceKey = '' } = upstream;
    const swapped = { ...upstream, analyticsKey: complianceKey, complianceKey: analyticsKey };
    await expect(readAll(source, swapped)).rejects.toBeInstanceOf(AuthenticationError);
  });

  it.each([
    [401, AuthenticationError],
    [403, AuthenticationError],
    [404, NotFoundError],
    [422, ContractError],
    [429, RateLimitedError],
    [500, UnavailableError],
  ])('names an answer of %i by its consequence', async (status, kind) => {
    const server = await startUpstream(answering(status, {}, { 'retry-after': '86400' }));
    try {
      const asking = { ...upstream, apiBase: server.origin, rangesBase: server.origin };
      await expect(readAll(source, asking)).rejects.toBeInstanceOf(kind);
    } finally {
      await server.close();
    }
  });

  it('takes a page that is no JSON as a breach of contract', async () => {
    if (source.scope === 'feed') return;
    const fresh = await startSimulator({ people: 5, now: NOW, faults: ['html-instead-of-json'] });
    try {
      await expect(readAll(source, askingOf(fresh))).rejects.toBeInstanceOf(ContractError);
    } finally {
      await fresh.close();
    }
  });
});
