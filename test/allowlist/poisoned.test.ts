import { describe, expect, test } from 'vitest';
import type { FaultName } from '../../simulator/faults.ts';
import { diffText, noticeOf } from '../../src/allowlist/diff.ts';
import { alarmsOf, verdictOf } from '../../src/allowlist/summary.ts';
import { allTargets, contentsOf, outcomesOf, withLakeFixture } from './allowlist-fixture.ts';

const HOUR_MS = 3_600_000;
/** A feed of 60 entries: the lists are filled in a moment. */
const FEEDS = ['chatgpt-actions'];

const POISONED: readonly (readonly [FaultName, string])[] = [
  ['ranges-empty', 'it has no prefixes (empty)'],
  ['ranges-truncated', 'the answer is not JSON (answer)'],
  ['ranges-html-403', 'it turns this address away for now (answer)'],
  ['ranges-open', '0.0.0.0/0 is wider than /16 (too wide)'],
  ['ranges-private', '10.0.0.0/24 is not public address space (private or reserved)'],
  ['ranges-shrink', 'entries would go, allowed are 10 %'],
  ['ranges-huge', '10000 prefixes, at most 5000 are expected (entries)'],
  ['ranges-backwards', 'which was read before (older)'],
  ['ranges-host-bits', 'has bits set beyond its length (host bits)'],
];

describe('a poisoned feed', () => {
  test.each(POISONED)('%s leaves every list as it was, and says: %s', async (fault, message) => {
    await withLakeFixture({}, async ({ simulator, clock, sync }) => {
      const settings = { targets: allTargets(simulator, FEEDS) };
      expect(verdictOf(await sync({ settings }))).toBe('done');
      const before = contentsOf(simulator);
      simulator.setFaults([fault]);
      // Also when what is missing is out of its grace period.
      for (const hours of [1, 30]) {
        clock.forward(hours * HOUR_MS);
        const result = await sync({ settings });
        expect(verdictOf(result)).toBe('incomplete');
        expect(new Set(Object.values(outcomesOf(result)))).toEqual(new Set(['in step']));
        expect(diffText(result)).toContain(message);
        expect(alarmsOf(result).guardViolations).toBe(1);
        // People are told once, not every hour.
        if (hours === 1) expect(noticeOf(result)?.text).toContain(message);
        else expect(noticeOf(result)).toBeUndefined();
      }
      expect(contentsOf(simulator)).toEqual(before);

      simulator.setFaults([]);
      expect(verdictOf(await sync({ settings }))).toBe('done');
    });
  });

  test('that was never read well before stops every list, and fails', async () => {
    await withLakeFixture({ faults: ['ranges-empty'] }, async ({ simulator, sync }) => {
      const before = contentsOf(simulator);
      const result = await sync({ settings: { targets: allTargets(simulator, FEEDS) } });
      expect(verdictOf(result)).toBe('failed');
      expect(new Set(Object.values(outcomesOf(result)))).toEqual(new Set(['stopped']));
      expect(contentsOf(simulator)).toEqual(before);
    });
  });
});

test('an entry listed twice is entered once', async () => {
  await withLakeFixture({ faults: ['ranges-duplicate'] }, async ({ simulator, sync }) => {
    const result = await sync({ settings: { targets: allTargets(simulator, FEEDS) } });
    expect(verdictOf(result)).toBe('done');
    for (const ranges of contentsOf(simulator).values()) expect(new Set(ranges).size).toBe(ranges.length);
  });
});

test('IPv6 ranges go to the IPv6 side of each list, and are named where there is none', async () => {
  await withLakeFixture({ faults: ['ranges-ipv6'] }, async ({ simulator, sync }) => {
    const targets = allTargets(simulator, FEEDS);
    expect(verdictOf(await sync({ settings: { targets } }))).toBe('done');
    const range = '2603:1030:40c:1::480/124';
    const { aws, github } = simulator;
    expect(aws.ipSets.named('codex-egress-ipv6').addresses).toEqual([range]);
    expect(aws.ipSets.named('codex-egress-ipv4').addresses).not.toContain(range);
    expect(aws.prefixLists.named('codex-egress-ipv6').entries.map(({ cidr }) => cidr)).toEqual([range]);
    expect(github.organization.entries.map(({ allowListValue }) => allowListValue)).toContain(range);

    const onlyIpv4 = targets.map((target) => ({ ...target, ...('ipv6' in target && { ipv6: undefined }) }));
    const result = await sync({ settings: { targets: onlyIpv4 } });
    expect(verdictOf(result)).toBe('incomplete');
    expect(result.unplaced).toEqual([
      { kind: 'waf', ranges: [range] },
      { kind: 'prefix-list', ranges: [range] },
    ]);
  });
});

describe('a guard', () => {
  test('lets pass the one version a person accepts, and not the next', async () => {
    await withLakeFixture({}, async ({ simulator, clock, sync, store }) => {
      const settings = { targets: [{ kind: 'files', feeds: FEEDS }] };
      const held = async () =>
        String(Buffer.from((await store.read('allowlists/openai-egress/ranges.txt')) ?? [])).split('\n')
          .length - 1;
      await sync({ settings });
      const all = await held();
      simulator.setFaults(['ranges-shrink']);
      const [feed] = (await sync({ settings })).feeds;
      await expect(sync({ settings, accept: '2020-01-01T00:00:00' })).rejects.toThrow(
        `version 2020-01-01T00:00:00: not what the feeds have now, which is ${feed?.read}`,
      );
      expect(verdictOf(await sync({ settings, accept: String(feed?.read) }))).toBe('done');
      expect(await held()).toBe(all); // in grace
      clock.forward(25 * HOUR_MS);
      // What went with the accepted version goes, also when a later version came meanwhile.
      await sync({ settings });
      expect(await held()).toBeLessThan(0.7 * all);

      simulator.setFaults([]);
      clock.forward(10 * 24 * HOUR_MS);
      const grown = await sync({ settings });
      expect(grown.feeds[0]).toMatchObject({ check: 'additions-limit' });
      expect(verdictOf(grown)).toBe('incomplete');
    });
  });

  test('freeze stops every list until it is taken back', async () => {
    await withLakeFixture({}, async ({ simulator, sync, lake }) => {
      const { freeze } = await import('../../src/allowlist/sync.ts');
      const settings = { targets: allTargets(simulator, FEEDS) };
      const before = contentsOf(simulator);
      await freeze({ lake }, true);
      const result = await sync({ settings });
      expect(result.targets.map(({ guard }) => guard)).toEqual(result.targets.map(() => 'freeze'));
      expect(contentsOf(simulator)).toEqual(before);
      await freeze({ lake }, false);
      expect(verdictOf(await sync({ settings }))).toBe('done');
    });
  });
});

test('a plan and a dry run change no list; a plan keeps nothing either', async () => {
  await withLakeFixture({}, async ({ simulator, sync, store }) => {
    const settings = { targets: allTargets(simulator, FEEDS) };
    const before = contentsOf(simulator);
    expect(outcomesOf(await sync({ settings, mode: 'plan' }))).toMatchObject({
      'github:example-org': 'planned',
    });
    expect(await Array.fromAsync(store.list(''))).toEqual([]);
    expect(verdictOf(await sync({ settings, mode: 'dry run' }))).toBe('done');
    expect((await Array.fromAsync(store.list('state/'))).map(({ key }) => key)).toEqual([
      'state/allowlist/baselines/chatgpt-actions.json',
      'state/allowlist/feeds/chatgpt-actions.json',
      'state/allowlist/told.json',
    ]);
    expect(contentsOf(simulator)).toEqual(before);
    expect(simulator.listChanges).toEqual([]);
  });
});
