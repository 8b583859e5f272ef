import { afterEach, describe, expect, it, vi } from 'vitest';
import { reportSync } from '../../lambdas/allowlist/report.ts';
import { reportDamage, reportHealth, reportKeyAges } from '../../lambdas/audit/report.ts';
import { reportPull } from '../../lambdas/collect/report.ts';
import type { SyncResult } from '../../src/allowlist/sync.ts';
import { DASHBOARD, METRICS } from '../../src/config/metrics.ts';
import type { Health } from '../../src/coverage/health.ts';
import type { StreamResult } from '../../src/ingest/pull.ts';
import { newCounters } from '../../src/ledger/run-counters.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import { metricsSent, type SentMetric } from '../harness/metrics-sent.ts';
import { type Synthesized, synthesize } from '../lib/stack.ts';

afterEach(() => vi.unstubAllEnvs());

const WELL: Health = {
  source: 'usage',
  scopeId: 'ws-1',
  isConfigured: true,
  lastHeard: '2026-11-20T00:00:00.000Z',
  latestEvent: null,
  latestUpstreamEvent: null,
  staleHours: 0,
  daysMissing: 0,
  daysUntilLost: null,
  daysLost: 0,
  held: 0,
  quarantined: 0,
  gone: 0,
  shrunkPercent: null,
  unlandedUnits: [],
};
const AMISS: Health = { ...WELL, staleHours: 27, daysMissing: 2, daysUntilLost: 0, held: 1, quarantined: 3 };

const pulled = (keyRefused: boolean, figures: object): StreamResult[] =>
  SOURCES.map((source) => ({
    stream: { source, scopeId: 'ws-1' },
    outcome: 'done',
    counters: { ...newCounters(), ...figures },
    keyRefused,
  }));

const IN_STEP: SyncResult = {
  id: 'a-sync',
  mode: 'apply',
  frozen: false,
  feeds: [{ feed: 'chatgpt-agents', stale: false }],
  targets: [],
  news: false,
  unplaced: [],
  tokenRefused: false,
};
const target = { target: 'files:a', desired: 0, inGrace: 0, entriesBefore: 0, added: 0, removed: 0 };
const OUT_OF_STEP: SyncResult = {
  ...IN_STEP,
  feeds: [{ feed: 'chatgpt-agents', stale: true, refused: 'it is older' }],
  targets: [
    { ...target, outcome: 'failed', drifted: 0 },
    { ...target, outcome: 'changed', drifted: 1 },
  ],
  unplaced: [{ kind: 'files', ranges: ['2001:db8::/32'] }],
  tokenRefused: true,
};

/** Every function of a stack reports: of a day on which all is well, or nothing is. */
async function reported(isWell: boolean): Promise<SentMetric[]> {
  const { sent } = await metricsSent(async () => {
    const figures = { rows: 10, rejects: Number(!isWell), unknownFields: Number(!isWell) };
    await reportPull(pulled(!isWell, figures), async () => {});
    reportHealth(SOURCES.map(({ name }) => ({ ...(isWell ? WELL : AMISS), source: name })));
    reportDamage(isWell ? [] : [{ key: 'lake/a', problem: 'lost', remedy: 'fsck' }]);
    reportKeyAges([{ key: 'analytics', days: 80, daysLeft: isWell ? 90 : 0 }]);
    await reportSync(isWell ? IN_STEP : OUT_OF_STEP, async () => {}).catch(() => {});
  });
  return sent;
}

const ofAll = (metrics: readonly { readonly name: string; readonly source?: string | undefined }[]) =>
  [
    ...new Set(metrics.map(({ name, source }) => (source === undefined ? name : `${name} of ${source}`))),
  ].toSorted();

/** What alarms and the dashboard of a stack read of what is sent. */
function readOf({ ofType }: Synthesized): { watched: string[]; drawn: string[] } {
  const watched = ofType('AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) =>
    Properties.Namespace === 'CodexLake' ? [{ name: String(Properties.MetricName) }] : [],
  );
  const body = JSON.stringify(ofType('AWS::CloudWatch::Dashboard')).replaceAll('\\', '');
  const drawn = [...body.matchAll(/"CodexLake","(\w+)","service","CodexLake",(?:"source","(\w+)")?/g)];
  return { watched: ofAll(watched), drawn: ofAll(drawn.map(([, name = '', source]) => ({ name, source }))) };
}

const EVERY_ALARM = { allowlist: { targets: [{ kind: 'files' }] } };

describe('metrics', () => {
  it('are those an alarm watches, each of them, and no other', async () => {
    const { watched, drawn } = readOf(await synthesize({ ...EVERY_ALARM, deployment: { keyLimitDays: 90 } }));
    expect(watched.length).toBeGreaterThan(10);
    expect(drawn).toEqual([]);
    expect(ofAll(await reported(false))).toEqual(watched);
  });

  it('are besides those the dashboard draws where there is one, by source what it draws by source', async () => {
    vi.stubEnv(DASHBOARD, 'true');
    const { watched, drawn } = readOf(
      await synthesize({ ...EVERY_ALARM, deployment: { keyLimitDays: 90, dashboard: true } }),
    );
    expect(drawn).toContain(`${METRICS.staleHours} of usage`);
    expect(drawn.length).toBeGreaterThan(6);
    expect(ofAll(await reported(false))).toEqual([...new Set([...watched, ...drawn])].toSorted());
  });

  it('cost nothing while all is well, but for the one whose silence is told', async () => {
    expect(await reported(true)).toEqual(SOURCES.map(() => ({ name: METRICS.staleHours, value: 0 })));
  });

  it('tell a zero that is no good news', async () => {
    const sent = await reported(false);
    for (const name of [METRICS.daysUntilLost, METRICS.daysUntilKeyLimit])
      expect(sent).toContainEqual({ name, value: 0 });
  });
});
