import { expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { statusOf } from '../../src/cli/status-command.ts';
import { readConfig } from '../../src/config/config.ts';
import { streamsOf } from '../../src/config/streams.ts';
import { deadlineAfter } from '../../src/deadline/deadline.ts';
import { runPull } from '../../src/ingest/run-pull.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { NOW, rowsOf, versions, withFolder } from '../harness/pull-fixture.ts';

const LOGS = ['AUDIT_LOG', 'COSTS'];
const WORKSPACE_TYPES = [
  'APP_AUTH_LOG',
  'APP_LOG',
  'CHATGPT_PLUGIN_SPREADSHEET',
  'CODEX_TURN',
  'CONVERSATION_MESSAGE',
  'CUSTOM_AGENTS_LOG',
  'WORKSPACE_ANALYTICS',
];

async function withSimulator(work: (simulator: Simulator, folder: string) => Promise<void>) {
  const simulator = await startSimulator({ people: 3, now: NOW });
  try {
    await withFolder((folder) => work(simulator, folder));
  } finally {
    await simulator.close();
  }
}

function settingsOf(simulator: Simulator, lake: string, changed: Readonly<Record<string, unknown>> = {}) {
  const { workspaceId, organizationId, apiBase, rangesBase, analyticsKey, complianceKey } = simulator;
  return readConfig(
    {
      lake,
      workspaces: [workspaceId],
      organizations: [organizationId],
      apiBase,
      rangesBase,
      analyticsKey,
      complianceKey,
      paced: false,
      ...changed,
    },
    {},
    null,
  );
}

/** A pull as the command line and the functions do it, of two of all the sources that are configured. */
async function pull(
  config: Awaited<ReturnType<typeof settingsOf>>,
  now = NOW,
  sources: readonly string[] = LOGS,
) {
  const results = await runPull(config, streamsOf(config, sources), {
    now: () => now,
    deadline: deadlineAfter(),
    collected: streamsOf(config, []),
  });
  expect(results.map(({ outcome }) => outcome)).toEqual(results.map(() => 'done'));
}

const typesIn = (folder: string) =>
  rowsOf(
    folderStore(folder),
    `SELECT scope_id, log_type, is_listable, is_collected, latest_event_at, listed_at FROM log_types ORDER BY scope_id, log_type`,
  );

test('a pull notes the latest events upstream has, and once a week the types nobody collects; a second one asks and writes nothing', async () => {
  await withSimulator(async (simulator, folder) => {
    const config = await settingsOf(simulator, folder);
    await pull(config);
    const rows = await typesIn(folder);
    const of = (scopeId: string) => rows.filter(({ scope_id }) => scope_id === scopeId);
    const taken = rows.filter(({ is_collected }) => is_collected);
    expect(taken.map(({ log_type }) => log_type).sort()).toEqual(LOGS);
    for (const row of taken) {
      expect(row).toMatchObject({ is_listable: true, listed_at: null });
      expect(String(row.latest_event_at)).toMatch(/^2026-11-(19|20) /);
    }
    expect(
      of(simulator.workspaceId).flatMap(({ log_type, is_collected }) => (is_collected ? [] : [log_type])),
    ).toEqual(WORKSPACE_TYPES);
    // What the simulator has no route to is no type of this key.
    expect(rows.filter(({ is_listable }) => !is_listable).map(({ log_type }) => log_type)).toEqual([
      'CODEX_TURN',
      'WORKSPACE_ANALYTICS',
    ]);
    expect(of(simulator.organizationId).map(({ log_type }) => log_type)).toEqual([
      'APP_AUTH_LOG',
      'APP_LOG',
      'COSTS',
    ]);

    const before = await versions(folderStore(folder));
    const listings = () => simulator.requests.get('workspace-logs') ?? 0;
    const asked = listings();
    await pull(config);
    expect(await versions(folderStore(folder))).toEqual(before);
    expect(listings()).toBe(asked + 1);

    const later = new Date(NOW.getTime() + 8 * 86_400_000);
    simulator.setNow(later);
    const atFirst = listings();
    await pull(config, later, ['AUDIT_LOG']);
    expect(listings() - atFirst).toBeGreaterThanOrEqual(WORKSPACE_TYPES.length);
  });
});

test('status has them: how far the lake is behind, and what could be taken', async () => {
  await withSimulator(async (simulator, folder) => {
    const config = await settingsOf(simulator, folder);
    await pull(config);
    const [audit] = (await statusOf(config, NOW)).sources.filter(({ source }) => source === 'AUDIT_LOG');
    expect(audit?.latestUpstreamEvent?.slice(0, 16)).toBe(audit?.latestEvent?.slice(0, 16));
    const { uncollectedLogTypes: found } = await statusOf(config, NOW, () =>
      expect.fail('nothing is damaged'),
    );
    expect(found).toContainEqual({ scopeId: simulator.workspaceId, logType: 'CONVERSATION_MESSAGE' });
    expect(found.map(({ logType }) => logType)).not.toContain('CODEX_TURN');
    expect(found.map(({ logType }) => logType)).not.toContain('CODEX_LOG');
  });
});

test('an upstream that does not tell its latest event is no fault', async () => {
  await withSimulator(async (simulator, folder) => {
    simulator.setFaults(['no-max-event-time']);
    const config = await settingsOf(simulator, folder);
    await pull(config);
    const rows = await typesIn(folder);
    expect(rows.every(({ latest_event_at }) => latest_event_at === null)).toBe(true);
    expect(rows.map(({ log_type }) => log_type)).toContain('CONVERSATION_MESSAGE');
    // One request a scope, as the others would be answered alike.
    expect(simulator.requests.get('workspace-max-event-time')).toBe(1);
    const [audit] = (await statusOf(config, NOW)).sources.filter(({ source }) => source === 'AUDIT_LOG');
    expect(audit?.latestUpstreamEvent).toBeNull();
  });
});

test('a type is taken when the settings say so, of an organization too, and is then no longer named', async () => {
  await withSimulator(async (simulator, folder) => {
    await pull(await settingsOf(simulator, folder));
    const config = await settingsOf(simulator, folder, {
      logTypes: ['APP_LOG'],
      organizationLogTypes: ['APP_LOG', 'APP_AUTH_LOG'],
    });
    const scopes = streamsOf(config, ['APP_LOG']).map(({ source, scopeId }) => [source.endpoint, scopeId]);
    expect(scopes).toEqual([
      ['compliance/workspaces/{scope}/logs', simulator.workspaceId],
      ['compliance/organizations/{scope}/logs', simulator.organizationId],
    ]);
    await pull(config, NOW, ['APP_LOG', 'APP_AUTH_LOG']);
    const names = (
      await statusOf(config, NOW, () => expect.fail('nothing is damaged'))
    ).uncollectedLogTypes.map(({ logType }) => logType);
    expect(names).not.toContain('APP_LOG');
    expect(names).toContain('CONVERSATION_MESSAGE');
  });
});
