import { expect, test } from 'vitest';
import { withLakeFixture } from '../harness/lake-fixture.ts';
import { outcomes, rowsOf } from '../harness/pull-fixture.ts';

const HOURS = 3_600_000;

test('every prefix a version of the feed adds or removes is told once, and adding them up gives the feed', async () => {
  await withLakeFixture({}, async ({ simulator, store, pull }) => {
    const start = Date.parse('2026-11-02T06:00:00Z');
    for (let hour = 0; hour <= 12 * 24; hour += 24) {
      const now = new Date(start + hour * HOURS);
      simulator.setNow(now);
      await pull({ sources: ['egress_ranges'], now });
      await pull({ sources: ['egress_ranges'], now });
    }
    const standing = await rowsOf(
      store,
      `SELECT prefix FROM egress_ip_changes GROUP BY prefix
       HAVING sum(CASE change WHEN 'added' THEN 1 ELSE -1 END) = 1`,
    );
    const feed = simulator.served.ranges.get('chatgpt-agents.json');
    expect(standing.map(({ prefix }) => prefix).sort()).toEqual([...(feed?.prefixes ?? [])].sort());
    const [told] = await rowsOf(
      store,
      `SELECT count(*)::INTEGER AS changes, count(DISTINCT (feed_version, prefix))::INTEGER AS different,
        count(DISTINCT feed_version)::INTEGER AS versions, count(*) FILTER (WHERE previous_version IS NULL)::INTEGER AS first
      FROM egress_ip_changes`,
    );
    expect(told?.changes).toBe(told?.different);
    expect(Number(told?.versions)).toBeGreaterThan(3);
    expect(Number(told?.first)).toBeGreaterThan(1_000);
  });
});

test('a feed of a time to come is held, and the true versions after it land', async () => {
  await withLakeFixture({}, async ({ simulator, store, pull }) => {
    await pull({ sources: ['egress_ranges'] });
    simulator.setFaults(['ranges-future']);
    const [held] = await pull({ sources: ['egress_ranges'], now: new Date('2026-11-21T09:30:00Z') });
    expect(held?.counters).toMatchObject({ landed: 0, notLanded: 1 });
    expect(await rowsOf(store, `SELECT reason FROM ledger_days WHERE state = 'held'`)).toMatchObject([
      { reason: expect.stringContaining('is of a time to come') },
    ]);
    simulator.setFaults([]);
    const later = new Date('2026-11-23T09:30:00Z');
    simulator.setNow(later);
    const [landed] = await pull({ sources: ['egress_ranges'], now: later });
    expect(landed?.counters).toMatchObject({ landed: 1, notLanded: 0 });
  });
});

test('a feed that goes back in time is held, and changes nothing', async () => {
  await withLakeFixture({}, async ({ simulator, store, pull }) => {
    await pull({ sources: ['egress_ranges'] });
    const before = await rowsOf(store, 'FROM egress_ip_ranges');
    simulator.setFaults(['ranges-backwards']);
    const now = new Date('2026-11-21T09:30:00Z');
    const results = await pull({ sources: ['egress_ranges'], now });
    expect(outcomes(results)).toEqual({ egress_ranges: 'done' });
    expect(results[0]?.counters.notLanded).toBe(1);
    expect(await rowsOf(store, 'FROM egress_ip_ranges')).toEqual(before);
    expect(await rowsOf(store, `SELECT reason FROM ledger_days WHERE state = 'held'`)).toMatchObject([
      { reason: expect.stringContaining('is older than') },
    ]);
  });
});
