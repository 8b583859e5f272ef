import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { readConfig } from '../../src/config/config.ts';
import { streamsOf } from '../../src/config/streams.ts';
import { deadlineAfter } from '../../src/deadline/deadline.ts';
import { runPull } from '../../src/ingest/run-pull.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { NOW, rowsOf, withFolder } from '../harness/pull-fixture.ts';

const SOURCES = ['users', 'usage', 'CODEX_LOG', 'AUTH_LOG', 'COSTS'];

async function withLakeOf(
  settings: object,
  look: (store: ObjectStore, simulator: Simulator, folder: string) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulator({ people: 5, now: NOW, faults: ['new-key'] });
  await withFolder(async (lake) => {
    const { apiBase, rangesBase, analyticsKey, complianceKey, workspaceId, organizationId } = simulator;
    const config = await readConfig(
      {
        lake,
        apiBase,
        rangesBase,
        analyticsKey,
        complianceKey,
        workspaces: [workspaceId],
        organizations: [organizationId],
        paced: false,
        ...settings,
      },
      {},
      null,
    );
    await runPull(config, streamsOf(config, SOURCES), {
      now: () => NOW,
      deadline: deadlineAfter(),
      since: '2026-11-18',
    });
    await look(folderStore(lake), simulator, lake);
  });
  await simulator.close();
}

/** The text of all objects below a prefix that hold one of the words, by key. */
async function holding(
  store: ObjectStore,
  folder: string,
  prefix: string,
  words: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  const tables = ['codex_log', 'compliance_log', 'usage_user_day', 'users', 'costs_hour'];
  if (prefix === 'lake/') {
    for (const table of tables) {
      const rows = await rowsOf(store, `SELECT * FROM ${table}`);
      expect([table, rows.length > 0]).toEqual([table, true]);
      const text = JSON.stringify(rows);
      if (words.some((word) => text.includes(word))) found.push(table);
    }
    return found;
  }
  for await (const { key } of store.list(prefix)) {
    const text = (await readFile(`${folder}/${key}`)).toString('latin1');
    if (words.some((word) => text.includes(word))) found.push(key);
  }
  return found;
}

test('told to use pseudonyms, the tables hold no e-mail and no name, and people can still be told apart and joined', async () => {
  await withLakeOf({ identity: 'pseudonym' }, async (store, { secrets }, folder) => {
    expect(await holding(store, folder, 'lake/', secrets.emails)).toEqual([]);
    const [people] = await rowsOf(
      store,
      `SELECT count(DISTINCT u.user_email)::INTEGER AS people, count(DISTINCT d.user_email)::INTEGER AS joined, any_value(u.user_email) AS one
        FROM users u LEFT JOIN usage_user_day d USING (user_email) WHERE u.user_email IS NOT NULL`,
    );
    expect(people?.one).toMatch(/^p1-[0-9a-f]{64}$/);
    expect(Number(people?.people)).toBeGreaterThan(2);
    expect(Number(people?.joined)).toBeGreaterThan(0);
  });
});

test('told nothing, the tables hold e-mails as upstream gives them', async () => {
  await withLakeOf({}, async (store, { secrets }) => {
    const [row] = await rowsOf(store, `SELECT user_email FROM users WHERE user_email IS NOT NULL LIMIT 1`);
    expect(secrets.emails).toContain(row?.user_email);
    expect(await rowsOf(store, 'SELECT 1 FROM codex_content')).toEqual([]);
  });
});

test("told to keep content, people's words stand in a table of their own, outside of what analysts read", async () => {
  await withLakeOf({ content: 'keep' }, async (store, { secrets }, folder) => {
    expect(await holding(store, folder, 'lake/', [secrets.contentCanary])).toEqual([]);
    const kept = await rowsOf(
      store,
      `SELECT c.prompt_text, l.prompt_text_length::INTEGER AS length FROM codex_content c JOIN codex_log l USING (event_id)
        WHERE c.prompt_text IS NOT NULL`,
    );
    expect(kept.length).toBeGreaterThan(0);
    for (const { prompt_text, length } of kept) expect([...String(prompt_text)].length).toBe(length);
    expect(JSON.stringify(kept)).toContain(secrets.contentCanary);
    const keys: string[] = [];
    for await (const { key } of store.list('content/')) keys.push(key);
    expect(keys.length).toBeGreaterThan(0);
  });
});
