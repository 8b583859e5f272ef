import { describe, expect, test } from 'vitest';
import type { FaultName } from '../../simulator/faults.ts';
import { alarmsOf, verdictOf } from '../../src/allowlist/summary.ts';
import { rowsOf } from '../harness/pull-fixture.ts';
import {
  allTargets,
  contentsOf,
  type LakeFixture,
  outcomesOf,
  withLakeFixture,
} from './allowlist-fixture.ts';

const FEEDS = ['chatgpt-actions'];
const DAY_MS = 86_400_000;

const settingsOf = ({ simulator }: LakeFixture) => ({
  targets: allTargets(simulator, FEEDS),
  // So small a feed changes by larger shares.
  guards: { removalPercent: 90, additionsPercent: 90 },
});

/** What should be in each list: the feed, what is in grace, and what others put there. */
async function expectConverged(stand: LakeFixture, others: readonly string[] = []): Promise<void> {
  const settings = settingsOf(stand);
  const result = await stand.sync({ settings });
  expect(outcomesOf(result)).toEqual(
    Object.fromEntries(result.targets.map(({ target }) => [target, 'in step'])),
  );
  const feed = stand.simulator.served.ranges.get('chatgpt-actions.json')?.prefixes ?? [];
  const { github, aws } = stand.simulator;
  const ours = github.organization.entries.filter(({ name }) => name?.startsWith('codex-lake:'));
  const values = ours.map(({ allowListValue }) => allowListValue);
  expect(new Set(values).size).toBe(values.length);
  expect(values).toEqual(expect.arrayContaining([...feed]));
  expect(aws.ipSets.named('codex-egress-ipv4').addresses).toEqual(expect.arrayContaining([...feed]));
  const kept = [...contentsOf(stand.simulator).values()].flat();
  for (const range of ['198.51.100.0/24', '203.0.113.7', ...others]) expect(kept).toContain(range);
}

describe('when things go wrong at a target', () => {
  test.each<readonly [FaultName]>([
    ['github-partial-failure'],
    ['github-secondary-limit'],
    ['github-secondary-limit-silent'],
    ['github-primary-limit'],
    ['github-answer-lost'],
    ['github-duplicate-entry'],
    ['waf-stale-lock'],
    ['waf-throttled'],
    ['prefix-list-busy'],
    ['prefix-list-version-mismatch'],
    ['prefix-list-modify-failed'],
  ])('%s: the lists are filled and follow all the same', async (fault) => {
    await withLakeFixture({ faults: [fault] }, async (stand) => {
      const settings = settingsOf(stand);
      expect(verdictOf(await stand.sync({ settings }))).toBe('done');
      stand.clock.forward(20 * DAY_MS);
      expect(verdictOf(await stand.sync({ settings }))).toBe('done');
      stand.clock.forward(DAY_MS + 1);
      expect(verdictOf(await stand.sync({ settings }))).toBe('done');
      stand.simulator.setFaults([]);
      await expectConverged(stand);
    });
  });

  test('a minute at least is waited when GitHub asks to slow down without saying how long', async () => {
    await withLakeFixture({ faults: ['github-secondary-limit-silent'] }, async (stand) => {
      await stand.sync({ settings: settingsOf(stand) });
      const waits = stand.progress.flatMap(({ progress }) => (progress.is === 'waiting' ? [progress] : []));
      const slow = waits.filter(({ why }) => why.includes('slow down'));
      expect(slow.length).toBeGreaterThan(0);
      for (const { seconds } of slow) expect(seconds).toBeGreaterThanOrEqual(60);
    });
  });

  test('one that fails does not stop the others, and says what to do', async () => {
    await withLakeFixture({ faults: ['aws-access-denied'] }, async (stand) => {
      const result = await stand.sync({ settings: settingsOf(stand) });
      expect(verdictOf(result)).toBe('incomplete');
      expect(outcomesOf(result)).toMatchObject({
        'github:example-org': 'changed',
        'files:openai-egress': 'changed',
      });
      expect(alarmsOf(result).syncFailed).toBe(4);
      const reasons = result.targets.map(({ reason = '' }) => reason).join('\n');
      expect(reasons).toContain('AWS refuses wafv2:GetIPSet: allow it to the role');
      expect(reasons).toContain('AWS refuses ec2:DescribeManagedPrefixLists');
    });
  });

  test.each([
    ['weak', 'GITHUB_TOKEN needs admin:org'],
    ['wrong', 'GitHub refuses the token'],
  ])('a %s token changes nothing, and is never shown', async (which, message) => {
    await withLakeFixture({}, async (stand) => {
      const token = which === 'weak' ? stand.simulator.github.weakToken : 'ghp_nobody';
      const result = await stand.sync({ settings: settingsOf(stand), token });
      const [github] = result.targets;
      expect(github).toMatchObject({ outcome: 'failed', reason: expect.stringContaining(message) });
      expect(JSON.stringify(result.targets.map(({ error: _, ...rest }) => rest))).not.toContain(token);
    });
  });

  test('GitHub’s list is not touched from an address that is not in it', async () => {
    await withLakeFixture({}, async (stand) => {
      const settings = settingsOf(stand);
      stand.simulator.github.organization.setting = 'DISABLED';
      stand.simulator.github.callerAddress = '192.0.2.10';
      const [off] = (await stand.sync({ settings })).targets;
      expect(off).toMatchObject({ outcome: 'stopped', guard: 'own-address' });
      expect(off?.reason).toContain('192.0.2.10/32, which is not in the list: enter it by hand first');
      stand.simulator.github.organization.setting = 'ENABLED';
      const [on] = (await stand.sync({ settings })).targets;
      expect(on).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('shuts this sync out') });
      expect(stand.simulator.github.organization.entries).toHaveLength(3);
    });
  });

  test('the list of an enterprise is followed like that of an organization', async () => {
    await withLakeFixture({}, async (stand) => {
      const settings = { targets: [{ kind: 'github', enterprise: 'example-enterprise', feeds: FEEDS }] };
      expect(verdictOf(await stand.sync({ settings }))).toBe('done');
      expect(stand.simulator.github.enterprise.entries.length).toBeGreaterThan(50);
      expect(stand.simulator.github.organization.entries).toHaveLength(3);
    });
  });
});

describe('somebody else who edits a list meanwhile', () => {
  test.each<readonly [FaultName, string]>([
    ['github-foreign-edit', 'github:example-org'],
    ['waf-stale-lock', 'waf:'],
    ['prefix-list-version-mismatch', 'prefix-list:'],
  ])('%s: loses nothing', async (fault, list) => {
    await withLakeFixture({ faults: [fault] }, async (stand) => {
      const settings = settingsOf(stand);
      await stand.sync({ settings });
      stand.clock.forward(20 * DAY_MS);
      await stand.sync({ settings });
      stand.clock.forward(DAY_MS + 1);
      await stand.sync({ settings });
      const theirs = new Set<string>();
      for (const change of stand.simulator.listChanges) {
        if (!change.list.startsWith(list) || change.by !== 'somebody else') continue;
        for (const range of change.removed) theirs.delete(range);
        for (const range of change.added) theirs.add(range);
      }
      expect(theirs.size).toBeGreaterThan(0);
      stand.simulator.setFaults([]);
      await expectConverged(stand, [...theirs]);
      const removedByUs = stand.simulator.listChanges
        .filter(({ by }) => by === 'client')
        .flatMap(({ removed }) => removed);
      for (const range of theirs) expect(removedByUs).not.toContain(range);
    });
  });

  test('and takes out entries of ours is noticed, told and put right', async () => {
    await withLakeFixture({}, async (stand) => {
      const settings = settingsOf(stand);
      await stand.sync({ settings });
      const { github, aws } = stand.simulator;
      const [gone] = github.organization.entries.filter(({ name }) => name?.startsWith('codex-lake:'));
      github.organization.delete(gone?.id ?? '', 'somebody else');
      const set = aws.ipSets.named('codex-egress-ipv4');
      aws.ipSets.edit(set.name, set.addresses.slice(0, -2));
      stand.clock.forward(1000);
      const result = await stand.sync({ settings });
      expect(alarmsOf(result).targetDrifted).toBe(3);
      const lost = await rowsOf(stand.store, `SELECT prefix FROM allowlist_changes WHERE change = 'lost'`);
      expect(lost).toHaveLength(3);
      await expectConverged(stand);
    });
  });

  test('an address somebody entered that the feed has too is theirs: it stays when the feed drops it', async () => {
    await withLakeFixture({}, async (stand) => {
      const settings = settingsOf(stand);
      await stand.sync({ mode: 'plan', settings });
      const [range = ''] = stand.simulator.served.ranges.get('chatgpt-actions.json')?.prefixes ?? [];
      const { aws, github } = stand.simulator;
      aws.ipSets.edit('codex-egress-ipv4', ['198.51.100.0/24', range]);
      github.organization.seed([{ allowListValue: range, name: 'entered by hand' }]);
      await stand.sync({ settings });
      stand.simulator.setFaults(['ranges-shrink']);
      stand.clock.forward(200 * DAY_MS);
      await stand.sync({ settings });
      stand.clock.forward(2 * DAY_MS);
      await stand.sync({ settings });
      expect(aws.ipSets.named('codex-egress-ipv4').addresses).toContain(range);
      expect(github.organization.entries.map(({ name }) => name)).toContain('entered by hand');
    });
  });
});

test('a list that is ours alone is cleared of what else stands in it', async () => {
  await withLakeFixture({}, async (stand) => {
    const { id, name } = stand.simulator.aws.ipSets.named('codex-egress-ipv4');
    const settings = {
      targets: [{ kind: 'waf', ipv4: { id, name }, exclusive: true, feeds: FEEDS }],
      guards: { removalPercent: 100 },
    };
    await stand.sync({ settings });
    expect(stand.simulator.aws.ipSets.named(name).addresses).not.toContain('198.51.100.0/24');
  });
});

test('a quiet sync writes nothing but the first row of the day', async () => {
  await withLakeFixture({}, async (stand) => {
    const settings = settingsOf(stand);
    await stand.sync({ settings });
    const versions = async () =>
      (await Array.fromAsync(stand.store.list('lake/'))).map(({ key, etag }) => `${key} ${etag}`);
    const before = await versions();
    stand.clock.forward(3_600_000);
    await stand.sync({ settings });
    expect(await versions()).toEqual(before);
    stand.clock.forward(DAY_MS);
    await stand.sync({ settings });
    expect(await versions()).not.toEqual(before);
  });
});

test('additions come first, and removals when they had time to take hold; where there is no time, the next sync removes', async () => {
  await withLakeFixture({}, async (stand) => {
    const targets = [{ kind: 'github', organization: 'example-org', feeds: FEEDS, propagationSeconds: 300 }];
    const settings = { targets, guards: { removalPercent: 90, additionsPercent: 90, graceHours: 0 } };
    await stand.sync({ settings });
    const since = stand.simulator.listChanges.length;
    stand.clock.forward(60 * DAY_MS);
    stand.clock.budgetMs = 200_000;
    const [short] = (await stand.sync({ settings })).targets;
    expect(short).toMatchObject({ outcome: 'unfinished', removed: 0 });
    expect(short?.added).toBeGreaterThan(0);
    const changes = () => stand.simulator.listChanges.slice(since);
    expect(changes().flatMap(({ removed }) => removed)).toEqual([]);
    stand.clock.budgetMs = Number.POSITIVE_INFINITY;
    stand.clock.forward(1000);
    const [next] = (await stand.sync({ settings })).targets;
    expect(next?.removed).toBeGreaterThan(0);
    const lastAdded = changes().findLast(({ added }) => added.length > 0)?.at ?? '';
    const firstRemoved = changes().find(({ removed }) => removed.length > 0)?.at ?? '';
    expect(Date.parse(firstRemoved) - Date.parse(lastAdded)).toBeGreaterThanOrEqual(300_000);
  });
});
