import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FaultName } from '../../simulator/faults.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { audit } from '../../src/coverage/audit.ts';
import { type CoveredDay, coverageOf } from '../../src/coverage/coverage.ts';
import type { Health } from '../../src/coverage/health.ts';
import { sourceNamed } from '../../src/sources/sources.ts';
import type { Stream } from '../../src/sources/stream.ts';
import { addDays } from '../../src/tables/utc-day.ts';
import { KEPT_IN, withLakeFixture } from '../harness/lake-fixture.ts';
import { NOW, pullInto, rowsOf, versions } from '../harness/pull-fixture.ts';

const TODAY = '2026-11-20';
const HOUR = 3_600_000;

function streamOf(name: string, { workspaceId }: Pick<Simulator, 'workspaceId'>): Stream {
  const source = sourceNamed(name);
  if (source === undefined) throw new Error(`no source ${name}`);
  return { source, scopeId: workspaceId };
}

const later = (hours: number) => new Date(NOW.getTime() + hours * HOUR);
const statesOf = (days: readonly CoveredDay[]) =>
  Object.fromEntries(days.map(({ day, state }) => [day, state]));
const healthOf = (found: readonly Health[]) => found[0] as Health;

describe.each(KEPT_IN)('in a %s', (on) => {
  test('after a pull every day upstream remembers is complete, zero or pending, with the figures of the ledger', async () => {
    await withLakeFixture({ on, people: 3 }, async ({ store, pull }) => {
      await pull({ sources: ['usage', 'users', 'AUTH_LOG'] });
      const told = await rowsOf(
        store,
        `SELECT source, state, count(*)::INTEGER AS days, sum(rows)::INTEGER AS rows, sum(units)::INTEGER AS units,
          min(day)::VARCHAR AS first, max(day)::VARCHAR AS last FROM coverage GROUP BY ALL ORDER BY ALL`,
      );
      const ledger = await rowsOf(
        store,
        `SELECT source, sum(rows)::INTEGER AS rows, count(*)::INTEGER AS units FROM ledger_files WHERE file_day > DATE '2026-10-21' GROUP BY source
         UNION ALL SELECT source, sum(rows)::INTEGER, count(*)::INTEGER FROM ledger_days GROUP BY source ORDER BY source`,
      );
      const sum = (source: unknown, name: string) =>
        told.filter((row) => row.source === source).reduce((total, row) => total + Number(row[name]), 0);
      for (const { source, rows, units } of ledger)
        expect([source, sum(source, 'rows'), sum(source, 'units')]).toEqual([source, rows, units]);
      expect(sum('usage', 'days')).toBe(90);
      expect(sum('AUTH_LOG', 'days')).toBe(30);
      expect(told.find(({ source }) => source === 'users')).toMatchObject({ state: 'complete', days: 1 });
      expect(told.find(({ source, state }) => source === 'usage' && state === 'pending')).toMatchObject({
        first: addDays(TODAY, -2),
        last: TODAY,
      });
      expect(told.some(({ state }) => state === 'zero')).toBe(true);
      expect(told.some(({ state }) => state === 'missing')).toBe(false);
    });
  });

  test('an audit of a lake that nobody pulls into any more counts what goes missing, and writes each change once', async () => {
    await withLakeFixture({ on, people: 3 }, async ({ simulator, store, lake, pull }) => {
      await pull({ sources: ['usage'] });
      const stream = streamOf('usage', simulator);
      const before = await versions(store);
      expect(healthOf(await audit(lake, [stream], NOW))).toMatchObject({
        staleHours: 0,
        daysMissing: 0,
        daysUntilLost: null,
      });
      expect(await versions(store)).toEqual(before);

      // The three days that were pending have not settled since, and five days went by unseen.
      const idle = healthOf(await audit(lake, [stream], later(5 * 24)));
      expect(idle).toMatchObject({ staleHours: 120, daysMissing: 5, daysUntilLost: 83, daysLost: 0 });
      const changed = await versions(store);
      expect(changed).not.toEqual(before);
      await audit(lake, [stream], later(5 * 24 + 1));
      expect(await versions(store)).toEqual(changed);

      const lost = healthOf(await audit(lake, [stream], later(100 * 24)));
      // 90 days are remembered, of which two are pending and one more is today; everything before those is lost.
      expect(lost.daysMissing + lost.daysLost).toBe(100);
      expect(lost.daysLost).toBe(13);
      expect(lost.daysUntilLost).toBe(1);
    });
  });
});

test('an audit notices a stream that is configured and was never pulled', async () => {
  await withLakeFixture({}, async ({ simulator, lake }) => {
    const [figures, log] = await audit(
      lake,
      [streamOf('usage', simulator), streamOf('CODEX_LOG', simulator)],
      NOW,
    );
    expect(figures).toMatchObject({
      lastHeard: null,
      staleHours: 90 * 24,
      daysMissing: 87,
      daysUntilLost: 1,
    });
    expect(log).toMatchObject({ lastHeard: null, staleHours: 30 * 24, daysUntilLost: 1 });
  });
});

test('pending days become complete or zero once a later pull has seen them settled', async () => {
  await withLakeFixture({ people: 3 }, async ({ simulator, lake, store }) => {
    const sources = ['usage', 'AUTH_LOG'];
    for (const hours of [0, 24, 48, 72]) {
      simulator.setNow(later(hours));
      await pullInto(lake, simulator, { sources, now: later(hours) });
    }
    for (const name of sources) {
      const states = statesOf(await coverageOf(lake, streamOf(name, simulator), later(72)));
      expect([name, states[TODAY]]).toEqual([name, expect.stringMatching(/complete|zero/)]);
      expect([name, states[addDays(TODAY, 3)]]).toEqual([name, 'pending']);
    }
    const rows = await rowsOf(
      store,
      `SELECT c.day::VARCHAR AS day FROM coverage c JOIN (SELECT day, count(*) AS n FROM usage_user_day GROUP BY day) USING (day)
       WHERE source = 'usage' AND rows <> n`,
    );
    expect(rows).toEqual([]);
  });
});

test('coverage reckoned anew from the ledger is the one that was kept up run by run', async () => {
  const faults: FaultName[] = ['bad-line', 'late-events', 'restated-day'];
  await withLakeFixture({ people: 3, faults }, async ({ simulator, lake }) => {
    const sources = ['usage', 'users', 'codex_tasks', 'AUTH_LOG'];
    for (const hours of [0, 5, 26, 50]) {
      simulator.setNow(later(hours));
      await pullInto(lake, simulator, { sources, now: later(hours), runId: `at ${hours}` });
    }
    const timeless = async (name: string) => {
      const reach = { whole: true, days: ['2026-11-20', '2026-11-21'] };
      const days = await coverageOf(lake, streamOf(name, simulator), later(50), reach);
      return days.filter(isRemembered).map(({ computedAt: _, daysLeft: __, ...day }) => day);
    };
    const kept = new Map<string, unknown>();
    for (const name of sources) kept.set(name, await timeless(name));
    await rm(join(lake.store.folder ?? '', 'lake/coverage'), { recursive: true });
    for (const name of sources) expect([name, await timeless(name)]).toEqual([name, kept.get(name)]);
  });
});

const isRemembered = ({ day }: CoveredDay) => day > '2026-10-24';

test('a day of which part is set aside says how much', async () => {
  await withLakeFixture({ faults: ['bad-line', 'wrong-checksum'] }, async ({ store, pull }) => {
    await pull({ sources: ['CODEX_LOG'], since: '2026-11-17' });
    const told = await rowsOf(
      store,
      `SELECT day::VARCHAR AS day, rejects::INTEGER AS rejects, held::INTEGER AS held FROM coverage WHERE rejects + held > 0 ORDER BY day`,
    );
    const ledger = await rowsOf(
      store,
      `SELECT file_day::VARCHAR AS day, sum(rejects)::INTEGER AS rejects, count(*) FILTER (state <> 'landed')::INTEGER AS held
       FROM ledger_files GROUP BY 1 HAVING sum(rejects) + count(*) FILTER (state <> 'landed') > 0 ORDER BY 1`,
    );
    expect(ledger.length).toBeGreaterThan(0);
    expect(told).toEqual(ledger);
  });
});

test('an audit says nothing of streams whose coverage is damaged, and does not fail', async () => {
  await withLakeFixture({ people: 3 }, async ({ simulator, lake, store, pull }) => {
    await pull({ sources: ['users'] });
    const streams = [streamOf('users', simulator)];
    expect(await audit(lake, streams, NOW)).toHaveLength(1);
    for await (const object of store.list('lake/coverage/'))
      await store.put(object.key, Buffer.from('cut'), object);
    expect(await audit(lake, streams, NOW)).toEqual([]);
  });
});
