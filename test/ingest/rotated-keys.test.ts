import { afterEach, beforeEach, expect, it } from 'vitest';
import { reportPull } from '../../lambdas/collect/report.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { readConfig } from '../../src/config/config.ts';
import { METRICS } from '../../src/config/metrics.ts';
import { streamsOf } from '../../src/config/streams.ts';
import { deadlineAfter } from '../../src/deadline/deadline.ts';
import type { StreamResult } from '../../src/ingest/pull.ts';
import { runPull } from '../../src/ingest/run-pull.ts';
import { metricsSent } from '../harness/metrics-sent.ts';
import { NOW, withFolder } from '../harness/pull-fixture.ts';

const UNKNOWN = 'a-key-that-nobody-knows-yet';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ people: 3, now: NOW });
});
afterEach(async () => {
  await simulator.close();
});

/** A pull with keys as variables of the environment give them. */
async function pulled(keys: Readonly<Record<string, string>>): Promise<StreamResult[]> {
  const { apiBase, rangesBase, workspaceId } = simulator;
  return withFolder(async (lake) => {
    const settings = { lake, apiBase, rangesBase, workspaces: [workspaceId], paced: false };
    const config = await readConfig(settings, keys, null);
    const streams = streamsOf(config, ['usage', 'users']);
    return runPull(config, streams, { now: () => NOW, deadline: deadlineAfter(), since: '2026-11-18' });
  });
}

/** What the function of a collector says of a pull: its lines, and whether it counts a refused key. */
async function said(results: StreamResult[]) {
  const { sent, lines } = await metricsSent(() => reportPull(results, async () => {}).catch(() => {}));
  return { text: lines.join('\n'), refused: sent.filter(({ name }) => name === METRICS.keyRefused) };
}

/** Counted once: of the source whose key was refused, and not of the other. */
const ONCE = [{ name: METRICS.keyRefused, value: 1 }];

it('a new key that upstream does not know yet makes no hole: the one before it serves, and somebody is told', async () => {
  const results = await pulled({
    OPENAI_ANALYTICS_KEY: UNKNOWN,
    OPENAI_ANALYTICS_KEY_PREVIOUS: simulator.analyticsKey,
    OPENAI_COMPLIANCE_KEY: simulator.complianceKey,
    OPENAI_COMPLIANCE_KEY_PREVIOUS: UNKNOWN,
  });
  expect(results).toMatchObject([
    { stream: { source: { name: 'usage' } }, outcome: 'done', keyRefused: true },
    { stream: { source: { name: 'users' } }, outcome: 'done', keyRefused: false },
  ]);
  expect(results[0]?.counters.landed).toBeGreaterThan(0);
  const { text, refused } = await said(results);
  expect(refused).toEqual(ONCE);
  expect(text).toContain('key refused, the one before it serves');
  for (const key of [UNKNOWN, simulator.analyticsKey, simulator.complianceKey])
    expect(text).not.toContain(key);
});

it('two keys that are both refused are one failure', async () => {
  const results = await pulled({
    OPENAI_ANALYTICS_KEY: UNKNOWN,
    OPENAI_ANALYTICS_KEY_PREVIOUS: `${UNKNOWN}-either`,
    OPENAI_COMPLIANCE_KEY: simulator.complianceKey,
  });
  expect(results).toMatchObject([
    { outcome: 'failed', keyRefused: false, error: { name: 'AuthenticationError' } },
    { outcome: 'done', keyRefused: false },
  ]);
  expect((await said(results)).refused).toEqual(ONCE);
});
