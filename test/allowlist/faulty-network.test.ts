import { afterEach, expect, test } from 'vitest';
import { type Fault, type FaultyProxy, seededFaults, startFaultyProxy } from '../harness/faulty-proxy.ts';
import { rowsOf } from '../harness/pull-fixture.ts';
import { type LakeFixture, withLakeFixture } from './allowlist-fixture.ts';
import { expectConverged, settingsOf } from './crash.ts';

const DAY_MS = 86_400_000;

let proxy: FaultyProxy | undefined;
afterEach(() => proxy?.close());

/** Follows version after version through a network with faults, and each time once more through one without. */
async function follow(stand: LakeFixture, versions: number): Promise<string[]> {
  const settings = settingsOf(stand);
  const outcomes: string[] = [];
  for (let version = 0; version < versions; version++) {
    const { targets } = await stand.sync({ settings, ...(proxy && { origin: proxy.endpoint }) });
    outcomes.push(...targets.map(({ outcome }) => outcome));
    await stand.sync({ settings });
    await expectConverged(stand, `version ${version}`);
    stand.clock.forward(15 * DAY_MS);
  }
  return outcomes;
}

test('an update of an IP set that was made although its answer got lost stays ours, and is taken back with the feed', async () => {
  await withLakeFixture({}, async (stand) => {
    const { simulator } = stand;
    proxy = await startFaultyProxy(simulator.rangesBase, ({ target, nth }) =>
      target.endsWith('.UpdateIPSet') && nth % 3 === 0 ? 'cut after' : undefined,
    );
    await follow(stand, 3);
    expect(proxy.happened.length).toBeGreaterThan(2);
  });
}, 120_000);

test('an update somebody else was faster at is not ours, though it was sent twice', async () => {
  await withLakeFixture({ faults: ['waf-stale-lock'] }, async (stand) => {
    const { simulator } = stand;
    proxy = await startFaultyProxy(simulator.rangesBase, ({ target, nth }) =>
      target.endsWith('.UpdateIPSet') && nth % 3 === 0 ? 'cut before' : undefined,
    );
    const settings = settingsOf(stand);
    await stand.sync({ settings, origin: proxy.endpoint });
    const visitors = simulator.aws.ipSets
      .named('codex-egress-ipv4')
      .addresses.filter((address) => address.startsWith('203.0.113.'));
    expect(visitors.length).toBeGreaterThan(0);
    simulator.setFaults([]);
    stand.clock.forward(15 * DAY_MS);
    await stand.sync({ settings });
    expect(simulator.aws.ipSets.named('codex-egress-ipv4').addresses).toEqual(
      expect.arrayContaining(visitors),
    );
  });
}, 120_000);

test.each([1, 2, 3, 4])(
  'WAF and EC2 behind a network with faults (seed %i) hold what the feed says with the next sync, and the lake tells it',
  async (seed) => {
    await withLakeFixture({}, async (stand) => {
      proxy = await startFaultyProxy(
        stand.simulator.rangesBase,
        seededFaults({ seed, share: 0.4, longest: 4 }),
      );
      const outcomes = await follow(stand, 3);
      expect(outcomes).toContain('changed');
      expect(new Set<Fault>(proxy.happened).size).toBeGreaterThan(2);
      const rows = await rowsOf(stand.store, 'SELECT target FROM allowlist_syncs');
      expect(rows.length).toBeGreaterThanOrEqual(outcomes.length);
    });
  },
  180_000,
);
