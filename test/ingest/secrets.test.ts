import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { FaultName } from '../../simulator/faults.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { TABLES } from '../../src/tables/tables.ts';
import { KEPT_IN, withStore } from '../harness/lake-fixture.ts';
import { ask, NOW, pullInto, rowsOf, withLake } from '../harness/pull-fixture.ts';

/** Whatever makes the collectors complain. */
const FAULTS: readonly FaultName[] = [
  'bad-line',
  'concatenated-objects',
  'wrong-checksum',
  'expired-file',
  'truncated-body',
  'server-errors',
  'no-timestamp',
  'new-key',
  'unknown-client',
];
const since = '2026-11-18';

describe.each(KEPT_IN)('in a %s', (on) => {
  /** Everything a person or a log may see of a run. */
  let said: string[];
  let simulator: Simulator;
  let store: ObjectStore;
  let end: () => void;
  let finished: Promise<void>;

  beforeAll(async () => {
    const written: string[] = [];
    const capture = (chunk: unknown) => {
      written.push(String(chunk));
      return true;
    };
    simulator = await startSimulator({ people: 8, now: NOW, faults: FAULTS });
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    await new Promise<void>((ready, fail) => {
      finished = withStore(on, async (opened) => {
        store = opened;
        const spies = [
          vi.spyOn(process.stdout, 'write').mockImplementation(capture),
          vi.spyOn(process.stderr, 'write').mockImplementation(capture),
          ...(['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
            vi.spyOn(console, level).mockImplementation((...words) => void capture(words.join(' '))),
          ),
        ];
        try {
          said = [];
          const report = (event: unknown) => void said.push(JSON.stringify(event));
          await withLake(store, async (lake) => {
            const results = await pullInto(lake, simulator, { since, report });
            said.push(JSON.stringify(results));
            // Refused keys, answers that are no answers, and lists without end make errors of their own.
            const refused = { ...simulator, analyticsKey: `${simulator.analyticsKey}x`, complianceKey: 'x' };
            said.push(JSON.stringify(await pullInto(lake, refused, { since, full: true, report })));
            for (const fault of ['stuck-cursor', 'html-instead-of-json'] as const) {
              simulator.setFaults([fault]);
              said.push(JSON.stringify(await pullInto(lake, simulator, { since, full: true, report })));
            }
          });
        } finally {
          for (const spy of spies) spy.mockRestore();
          said.push(...written);
        }
        ready();
        await ended;
      });
      finished.catch(fail);
    });
  }, 600_000);

  afterAll(async () => {
    end();
    await finished;
    await simulator.close();
  });

  function secrets(): string[] {
    const { emails, contentCanary, envVarCanary, keys } = simulator.secrets;
    return [...emails, contentCanary, envVarCanary, ...keys];
  }

  test('no progress, counters, reason or output names an e-mail, a key, content or the value of a variable', async () => {
    const reasons = await ask(store, async (duckdb) => [
      ...(await duckdb.rows('SELECT reason FROM ledger_files')),
      ...(await duckdb.rows('SELECT reason FROM ledger_days')),
      ...(await duckdb.rows('SELECT reason FROM runs')),
      ...(await duckdb.rows('SELECT reason FROM rejects')),
    ]);
    const told = reasons.filter(({ reason }) => reason !== null).map(({ reason }) => String(reason));
    expect(told.length).toBeGreaterThan(20);
    const all = [...said, ...told].join('\n');
    expect(all).toContain('its SHA-256 is not the listed one');
    expect(all).toContain('upstream answered 401');
    for (const secret of secrets()) expect(all).not.toContain(secret);
  });

  test('no content and no value of a variable is in any column of any table, nor anywhere in its bytes', async () => {
    const { contentCanary, envVarCanary, keys } = simulator.secrets;
    let cells = 0;
    await ask(store, async (duckdb) => {
      for (const table of TABLES) {
        for (const row of await duckdb.rows(`SELECT * FROM ${table.name}`)) {
          const text = JSON.stringify(row);
          cells += Object.keys(row).length;
          for (const secret of [contentCanary, envVarCanary, ...keys]) expect(text).not.toContain(secret);
        }
      }
    });
    expect(cells).toBeGreaterThan(10_000);
    for await (const { key } of store.list('lake/')) {
      const bytes = Buffer.from((await store.read(key)) ?? []);
      for (const secret of secrets().filter((one) => !one.includes('@')))
        expect(bytes.includes(secret)).toBe(false);
    }
  });

  test('values of variables and keys are nowhere in the store, not even in the originals, which have the content', async () => {
    const { contentCanary, envVarCanary, keys } = simulator.secrets;
    let originalsWithContent = 0;
    let objects = 0;
    for await (const { key } of store.list('')) {
      const stored = Buffer.from((await store.read(key)) ?? []);
      const bytes = key.endsWith('.zst') ? zstdDecompressSync(stored) : stored;
      objects++;
      for (const secret of [envVarCanary, ...keys])
        expect([key, bytes.includes(secret)]).toEqual([key, false]);
      if (bytes.includes(contentCanary)) {
        expect(key).toMatch(/^(raw|quarantine)\//);
        originalsWithContent++;
      }
    }
    expect(objects).toBeGreaterThan(100);
    expect(originalsWithContent).toBeGreaterThan(10);
  });

  test('digests stand for the content, and the names of variables stay', async () => {
    const [prompts] = await rowsOf(
      store,
      `SELECT count(prompt_text_length)::INTEGER AS lengths, count(DISTINCT prompt_text_hash)::INTEGER AS hashes FROM codex_log`,
    );
    expect(Number(prompts?.lengths)).toBeGreaterThan(10);
    expect(Number(prompts?.hashes)).toBeGreaterThan(10);
    const environments = await rowsOf(store, 'SELECT env_var_names FROM codex_environments');
    expect(environments.some(({ env_var_names }) => String(env_var_names).length > 5)).toBe(true);
  });
});
