import { expect } from 'vitest';
import type { Simulator } from '../../simulator/simulator.ts';
import { AddressSet } from '../../src/allowlist/address-set.ts';
import { type Cidr, cidr } from '../../src/allowlist/cidr.ts';
import { rowsOf } from '../harness/pull-fixture.ts';
import { allTargets, contentsOf, type LakeFixture, withLakeFixture } from './allowlist-fixture.ts';

const FEEDS = ['chatgpt-agents', 'chatgpt-connectors'];
const DAY_MS = 86_400_000;

const read = new Map<string, Cidr>();

function addresses(ranges: Iterable<string>): AddressSet {
  return new AddressSet(
    [...ranges].map((range) => {
      const known = read.get(range) ?? cidr(range);
      read.set(range, known);
      return known;
    }),
  );
}

/** Ranges the feeds list now. */
function listedNow({ served }: Simulator): string[] {
  return FEEDS.flatMap((feed) => served.ranges.get(`${feed}.json`)?.prefixes ?? []);
}

/** The lists of the simulator that take IPv4, those that are one target as one. */
function ipv4Lists({ aws }: Simulator): Map<string, readonly string[]> {
  const list = (name: string) => `prefix-list:${aws.prefixLists.named(name).id}`;
  return new Map([
    ['github', ['github:example-org']],
    ['waf', [`waf:${aws.ipSets.named('codex-egress-ipv4').id}`]],
    ['prefix lists', [list('codex-egress-ipv4-1'), list('codex-egress-ipv4-2')]],
  ]);
}

/** What each list held before and after every single change since the given one, checked for what it must still let in. */
function expectNothingMissed({ simulator }: LakeFixture, from: Map<string, string[]>, since: number): void {
  const current = listedNow(simulator).map(cidr);
  for (const [target, lists] of ipv4Lists(simulator)) {
    const held = new Map(lists.map((list) => [list, new Set(from.get(list))]));
    const before = addresses(lists.flatMap((list) => [...(held.get(list) ?? [])]));
    const mustStay = current.filter((range) => before.covers(range));
    for (const { list, added, removed } of simulator.listChanges.slice(since)) {
      const one = held.get(list);
      if (one === undefined) continue;
      for (const range of removed) one.delete(range);
      for (const range of added) one.add(range);
      if (removed.length === 0) continue;
      const now = addresses([...held.values()].flatMap((ranges) => [...ranges]));
      expect([target, mustStay.filter((range) => !now.covers(range))]).toEqual([target, []]);
    }
  }
}

/**
 * Replays so many versions of feeds of 1,400 entries together: every list follows each, no guard trips, what is others' stays, and
 * no address of the feed that was let in is shut out on the way.
 */
export async function replay(versions: number): Promise<void> {
  await withLakeFixture({ now: new Date('2026-08-01T09:00:00Z') }, async (stand) => {
    const { simulator, clock, store, sync } = stand;
    const settings = { targets: allTargets(simulator, FEEDS) };
    const foreign = contentsOf(simulator);
    const seen = new Set<string>();
    let removals = 0;
    while (seen.size < versions) {
      const before = contentsOf(simulator);
      const changes = simulator.listChanges.length;
      const { feeds, targets } = await sync({ settings });
      expect(feeds.filter(({ refused }) => refused !== undefined)).toEqual([]);
      expect(targets.filter(({ outcome }) => outcome !== 'changed' && outcome !== 'in step')).toEqual([]);
      seen.add(feeds.map(({ state }) => state?.version).join(' '));
      removals += targets.reduce((sum, { removed }) => sum + removed, 0);

      const listed = listedNow(simulator);
      const grace = feeds.flatMap(({ state }) =>
        Object.entries(state?.gone ?? {})
          .filter(([, { since }]) => Date.parse(since) > clock.now().getTime() - DAY_MS)
          .map(([range]) => range),
      );
      expect(listed.length).toBeGreaterThan(1_300);
      const now = contentsOf(simulator);
      for (const [target, lists] of ipv4Lists(simulator)) {
        const others = lists.flatMap((list) => foreign.get(list) ?? []);
        const held = lists.flatMap((list) => now.get(list) ?? []);
        expect([target, others.filter((range) => !held.includes(range))]).toEqual([target, []]);
        expect([target, addresses(held).equals(addresses([...listed, ...grace, ...others]))]).toEqual([
          target,
          true,
        ]);
      }
      expectNothingMissed(stand, before, changes);
      clock.forward(1.5 * DAY_MS);
    }
    expect(removals).toBeGreaterThan(3 * versions);
    const standing = await rowsOf(
      store,
      `SELECT count(*)::INTEGER AS entries FROM (SELECT prefix FROM allowlist_changes WHERE target = 'github:example-org'
        GROUP BY prefix HAVING sum(CASE change WHEN 'added' THEN 1 ELSE -1 END) = 1)`,
    );
    expect(standing).toEqual([{ entries: simulator.github.organization.entries.length - 3 }]);
  });
}
