import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diffText } from '../../src/allowlist/diff.ts';
import { verdictOf } from '../../src/allowlist/summary.ts';
import { allTargets, outcomesOf } from './allowlist-fixture.ts';
import { type FeedStand, withFeed } from './feed-server.ts';

const HOUR_MS = 3_600_000;
const LABEL = 'codex-lake: OpenAI egress';
const GITHUB_STATE = 'state/allowlist/targets/github-example-org.json';

const ranges = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => `20.1.${from + i}.0/28`);

/** A stand whose GitHub list and prefix lists follow the feed too. */
async function withLists(
  work: (stand: FeedStand & { fall(prefixes: readonly string[]): Promise<void> }) => Promise<void>,
) {
  await withFeed(async (stand) => {
    const [github, , prefixList] = allTargets(stand.simulator);
    const settings = {
      targets: [github, { ...prefixList, merge: false }],
      guards: { graceHours: 0, removalPercent: 100, windowRemovalPercent: 100 },
    };
    const order = { ...stand.order, settings };
    await work({
      ...stand,
      order,
      /** The feed becomes this, an hour later, and the lists follow. */
      async fall(prefixes) {
        stand.clock.forward(HOUR_MS);
        stand.serve(prefixes);
        expect(verdictOf(await stand.sync(order))).toBe('done');
      },
    });
  });
}

const named = ({ simulator }: FeedStand, name: string) =>
  simulator.github.organization.entries
    .filter((entry) => entry.name === name)
    .map(({ allowListValue }) => allowListValue);
const described = ({ simulator }: FeedStand) => simulator.aws.prefixLists.named('codex-egress-ipv4-1');

describe('an entry that somebody else made stays untouched', () => {
  test('under a label that begins like ours', async () => {
    await withLists(async (stand) => {
      const { simulator, serve, sync, order, fall } = stand;
      const list = described(stand);
      simulator.github.organization.seed([
        { allowListValue: '198.51.100.64/28', name: 'codex-lake: VPN of the team' },
        { allowListValue: '20.1.3.0/28', name: 'codex-lake: mine', isActive: false },
      ]);
      simulator.aws.prefixLists.edit(list.name, [
        ...list.entries,
        { cidr: '198.51.100.64/28', description: 'codex-lake: VPN of the team' },
      ]);
      serve(ranges(10));
      expect(verdictOf(await sync(order))).toBe('done');
      await fall(ranges(3));
      expect(named(stand, 'codex-lake: VPN of the team')).toEqual(['198.51.100.64/28']);
      expect(named(stand, 'codex-lake: mine')).toEqual(['20.1.3.0/28']);
      expect(list.entries).toContainEqual({
        cidr: '198.51.100.64/28',
        description: 'codex-lake: VPN of the team',
      });
      expect(named(stand, LABEL).sort()).toEqual(ranges(3));
    });
  });

  test('under exactly our label, whether the feed never had its range, drops it later, or had it when it came', async () => {
    await withLists(async (stand) => {
      const { simulator, serve, sync, order, fall } = stand;
      const { organization } = simulator.github;
      const list = described(stand);
      const theirs = ['198.51.100.64/28', '20.1.1.0/28'];
      organization.seed(theirs.map((allowListValue) => ({ allowListValue, name: LABEL })));
      organization.seed([{ allowListValue: '20.1.2.0/28', name: LABEL, isActive: false }]);
      simulator.aws.prefixLists.edit(list.name, [
        ...list.entries,
        ...theirs.map((cidr) => ({ cidr, description: LABEL })),
      ]);
      serve(ranges(10));
      const first = await sync(order);
      expect(verdictOf(first)).toBe('done');
      expect(diffText(first)).toContain('3 of them labelled as ours, but not on record: ip-ranges adopt');
      // A second one of a range that is ours already.
      organization.seed([{ allowListValue: '20.1.5.0/28', name: LABEL }]);
      expect(verdictOf(await sync(order))).toBe('done');
      await fall(ranges(1));
      expect(named(stand, LABEL).sort()).toEqual(
        ['20.1.0.0/28', '20.1.2.0/28', '20.1.5.0/28', ...theirs].sort(),
      );
      expect(list.entries.map(({ cidr }) => cidr)).toEqual(
        expect.arrayContaining([...theirs, '20.1.0.0/28']),
      );
      expect(list.entries.map(({ cidr }) => cidr)).not.toContain('20.1.5.0/28');
    });
  });

  test('when it is one of ours that a person gave another name', async () => {
    await withLists(async (stand) => {
      const { simulator, serve, sync, order, fall } = stand;
      const { organization } = simulator.github;
      serve(ranges(10));
      await sync(order);
      const entry = organization.entries.find(({ allowListValue }) => allowListValue === '20.1.5.0/28');
      organization.update(entry?.id ?? '', {
        allowListValue: '20.1.5.0/28',
        name: 'Ours now',
        isActive: true,
      });
      await fall(ranges(1));
      expect(named(stand, 'Ours now')).toEqual(['20.1.5.0/28']);
    });
  });
});

describe('entries of ours', () => {
  test('that an older version put are known by what it wrote down, and followed on', async () => {
    await withLists(async (stand) => {
      const { simulator, serve, sync, order, fall, store } = stand;
      const { organization } = simulator.github;
      const list = described(stand);
      organization.seed(ranges(10).map((allowListValue) => ({ allowListValue, name: LABEL })));
      organization.seed([{ allowListValue: '198.51.100.64/28', name: 'codex-lake: VPN of the team' }]);
      simulator.aws.prefixLists.edit(
        list.name,
        ranges(10).map((cidr) => ({ cidr, description: LABEL })),
      );
      const old = { claimed: [], revision: 1, filled: true, addedAt: null };
      const other = simulator.aws.prefixLists.named('codex-egress-ipv4-2');
      const states = {
        [GITHUB_STATE]: { ...old, confirmed: [...ranges(10), '198.51.100.64/28'].sort() },
        [`state/allowlist/targets/prefix-list-${list.id}-${other.id}.json`]: {
          ...old,
          confirmed: ranges(10),
        },
      };
      for (const [key, state] of Object.entries(states))
        await store.put(key, Buffer.from(JSON.stringify(state)), 'absent');
      serve(ranges(10));
      expect(Object.values(outcomesOf(await sync(order))).filter((one) => one !== 'in step')).toEqual([]);
      await fall(ranges(4));
      expect(named(stand, LABEL).sort()).toEqual(ranges(4));
      expect(named(stand, 'codex-lake: VPN of the team')).toEqual(['198.51.100.64/28']);
      expect(list.entries.map(({ cidr }) => cidr)).toEqual(ranges(4));
      for (const key of Object.keys(states)) {
        const state = JSON.parse(Buffer.from((await store.read(key)) ?? []).toString());
        expect(Object.keys(state).sort()).toEqual([...Object.keys(old), 'confirmed'].sort());
      }
    });
  });

  test('whose record was lost stay, none of them removed, until a person adopts them', async () => {
    await withLists(async (stand) => {
      const { serve, sync, order, fall, store } = stand;
      const adopt = (mode: 'plan' | 'apply') => stand.adopt({ ...order, mode });
      serve(ranges(10));
      await sync(order);
      for await (const { key } of store.list('state/')) await rm(join(store.folder ?? '', key));
      await fall(ranges(4));
      expect(named(stand, LABEL).sort()).toEqual(ranges(10));
      expect(described(stand).entries.map(({ cidr }) => cidr)).toEqual(expect.arrayContaining(ranges(10)));

      expect((await adopt('plan')).map(({ entries }) => entries.length)).toEqual([10, 10, 0]);
      await fall(ranges(4));
      expect(named(stand, LABEL).sort()).toEqual(ranges(10));
      await adopt('apply');
      await fall(ranges(4));
      expect(named(stand, LABEL).sort()).toEqual(ranges(4));
      expect(described(stand).entries.map(({ cidr }) => cidr)).toEqual(
        [...ranges(4), '198.51.100.0/24'].sort(),
      );
      expect((await adopt('plan')).map(({ entries }) => entries.length)).toEqual([0, 0, 0]);
    });
  });
});
