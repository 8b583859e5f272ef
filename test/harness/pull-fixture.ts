import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Simulator } from '../../simulator/simulator.ts';
import { type Config, readConfig } from '../../src/config/config.ts';
import { streamsOf } from '../../src/config/streams.ts';
import { deadlineAfter } from '../../src/deadline/deadline.ts';
import { httpClient } from '../../src/http/http-client.ts';
import type { HoldPolicy } from '../../src/ingest/hold-policy.ts';
import { pull, type StreamResult } from '../../src/ingest/pull.ts';
import type { ProgressEvent, Run } from '../../src/ingest/run.ts';
import { type DuckDb, openDuckDb, type Row } from '../../src/lake/engine/duckdb.ts';
import { type Lake, openLake } from '../../src/lake/lake.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { registerTables } from '../../src/query/register-tables.ts';
import type { Stream } from '../../src/sources/stream.ts';
import type { Table } from '../../src/tables/define-table.ts';
import { TABLES } from '../../src/tables/tables.ts';

/** A Friday morning. */
export const NOW = new Date('2026-11-20T09:30:00Z');

const DIGEST_KEY = Uint8Array.from({ length: 32 }, (_, i) => i);

/** How to reach a simulator, also from another process. */
export type Upstream = Pick<
  Simulator,
  'apiBase' | 'rangesBase' | 'analyticsKey' | 'complianceKey' | 'workspaceId' | 'organizationId'
>;

export interface PullOptions {
  /** Names as `codex-lake pull` takes them; every source when empty. */
  readonly sources?: readonly string[];
  readonly now?: Date;
  readonly since?: string;
  readonly until?: string;
  readonly full?: boolean;
  readonly runId?: string;
  readonly holdPolicy?: HoldPolicy;
  /** Whether people's words are kept too. */
  readonly content?: Config['content'];
  readonly report?: (event: ProgressEvent) => void;
}

export async function pullInto(
  lake: Lake,
  upstream: Upstream,
  options: PullOptions = {},
): Promise<StreamResult[]> {
  const { run, streams } = await runInto(lake, upstream, options);
  return pull(run, streams);
}

/** What a pull works with, and on. */
export async function runInto(
  lake: Lake,
  upstream: Upstream,
  {
    sources = [],
    now = NOW,
    since,
    until,
    full,
    runId = 'run',
    holdPolicy,
    content,
    report = () => {},
  }: PullOptions,
): Promise<{ readonly run: Run; readonly streams: readonly Stream[] }> {
  const config = await readConfig(
    {
      workspaces: [upstream.workspaceId],
      organizations: [upstream.organizationId],
      analyticsKey: upstream.analyticsKey,
      complianceKey: upstream.complianceKey,
      apiBase: upstream.apiBase,
      rangesBase: upstream.rangesBase,
      paced: false,
      content,
    },
    {},
    'no-such-file.json',
  );
  const { analyticsKey = '', complianceKey = '' } = config;
  const run: Run = {
    id: runId,
    lake,
    http: httpClient({ firstWaitMs: 10, rateLimitedWaitMs: 10 }),
    upstream: { ...config, analyticsKey, complianceKey },
    now: () => now,
    deadline: deadlineAfter(),
    report,
    ...(holdPolicy !== undefined && { holdPolicy }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(full !== undefined && { full }),
  };
  return { run, streams: streamsOf(config, sources) };
}

/** A folder that is gone after `work`. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-lake-test-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function withLake<T>(store: ObjectStore, work: (lake: Lake) => Promise<T>): Promise<T> {
  const lake = await openLake(store, { digestKey: DIGEST_KEY });
  try {
    return await work(lake);
  } finally {
    await lake.close();
  }
}

/** Asks the tables of a lake, as an analyst would. */
export async function ask<T>(
  store: ObjectStore,
  question: (duckdb: DuckDb) => Promise<T>,
  tables: readonly Table[] = TABLES,
): Promise<T> {
  return withFolder(async (workDir) => {
    const duckdb = await openDuckDb({ workDir });
    try {
      await registerTables(duckdb, store, tables, workDir);
      return await question(duckdb);
    } finally {
      duckdb.close();
    }
  });
}

/** Answers one question, opening only the tables it names. */
export function rowsOf(store: ObjectStore, sql: string): Promise<Row[]> {
  const named = TABLES.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(sql));
  return ask(store, (duckdb) => duckdb.rows(sql), named);
}

/** Every object's key with its version. */
export async function versions(store: ObjectStore, prefix = ''): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { key, etag } of store.list(prefix)) found.set(key, etag);
  return found;
}

/** Outcome by source. */
export function outcomes(results: readonly StreamResult[]): Record<string, string> {
  return Object.fromEntries(results.map(({ stream, outcome }) => [stream.source.name, outcome]));
}
