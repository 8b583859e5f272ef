import { expect, test } from 'vitest';
import type { FaultName } from '../../simulator/faults.ts';
import { countAttacks } from '../proofs/count-attacks.ts';
import { allTargets, withLakeFixture } from './allowlist-fixture.ts';

const HOUR_MS = 3_600_000;
const FEEDS = ['chatgpt-actions'];

interface End {
  /** Which kind of target is followed. */
  readonly kind: 'github' | 'waf' | 'prefix-list';
  readonly outcome: string;
  readonly reason: string | RegExp;
  /** Requests the whole sync may make. */
  readonly requests: number;
  /** Hours it may take. */
  readonly hours?: number;
}

const ENDS: readonly (readonly [FaultName, End])[] = [
  [
    'prefix-list-ignores-max-entries',
    {
      kind: 'prefix-list',
      outcome: 'failed',
      reason:
        /prefix list pl-\w+: asked 4 times for room for \d+ entries, AWS accepts it and nothing changes/,
      requests: 60,
    },
  ],
  [
    'prefix-list-ignores-changes',
    {
      kind: 'prefix-list',
      outcome: 'failed',
      reason: /asked 4 times to add \d+ entries, AWS accepts it and nothing changes/,
      requests: 60,
    },
  ],
  [
    'prefix-list-stuck',
    {
      kind: 'prefix-list',
      outcome: 'failed',
      reason: 'still modify-in-progress after 150 looks',
      requests: 400,
    },
  ],
  [
    'prefix-list-repeats-pages',
    { kind: 'prefix-list', outcome: 'failed', reason: 'more than 100 pages of entries', requests: 250 },
  ],
  [
    'waf-ignores-update',
    {
      kind: 'waf',
      outcome: 'failed',
      reason: 'entries are not there after they were added',
      requests: 20,
    },
  ],
  [
    'github-ignores-changes',
    {
      kind: 'github',
      outcome: 'failed',
      reason: 'entries are not there after they were added',
      requests: 30,
    },
  ],
  [
    'github-repeats-pages',
    { kind: 'github', outcome: 'failed', reason: 'GitHub repeats the pages of the list', requests: 10 },
  ],
  [
    'github-far-reset',
    {
      kind: 'github',
      outcome: 'unfinished',
      reason: 'GitHub asks to wait 31536001 s, longer than any limit of its lasts',
      requests: 10,
    },
  ],
];

test.each(ENDS)('%s: a sync ends by itself, soon, and says why', async (fault, end) => {
  await withLakeFixture({ people: 3 }, async ({ simulator, clock, sync }) => {
    const target = allTargets(simulator, FEEDS).find(({ kind }) => kind === end.kind);
    // The list is too small for the feed.
    for (const list of simulator.aws.prefixLists.lists) list.maxEntries = Math.min(list.maxEntries, 10);
    if (fault !== 'prefix-list-ignores-max-entries')
      for (const list of simulator.aws.prefixLists.lists) list.maxEntries = 200;
    if (fault === 'prefix-list-stuck') await sync({ settings: { targets: [target] }, mode: 'plan' });
    simulator.setFaults([fault]);
    const before = requestsOf(simulator.requests);
    const started = clock.now().getTime();
    const { targets } = await sync({ settings: { targets: [target] } });
    const [found] = targets.filter(({ outcome }) => outcome === end.outcome);
    expect(targets.map(({ outcome }) => outcome)).toContain(end.outcome);
    expect(found?.reason).toEqual(
      typeof end.reason === 'string'
        ? expect.stringContaining(end.reason)
        : expect.stringMatching(end.reason),
    );
    expect(requestsOf(simulator.requests) - before).toBeLessThan(end.requests);
    expect(clock.now().getTime() - started).toBeLessThan((end.hours ?? 1) * HOUR_MS);
    // What was in the way goes away: the next sync goes on.
    simulator.setFaults([]);
    clock.forward(HOUR_MS);
    const next = await sync({ settings: { targets: [target] } });
    expect(next.targets.filter(({ outcome }) => outcome !== 'in step' && outcome !== 'changed')).toEqual([]);
  });
});

countAttacks('lists that answer without effect or without an end');

test('prefix-list-half-changes: what is only half accepted is asked for again, with pauses, until it is there', async () => {
  await withLakeFixture({ faults: ['prefix-list-half-changes'] }, async ({ simulator, clock, sync }) => {
    const targets = allTargets(simulator, FEEDS).filter(({ kind }) => kind === 'prefix-list');
    const { targets: done } = await sync({ settings: { targets } });
    expect(done.map(({ outcome }) => outcome)).toEqual(['changed', 'in step']);
    expect(simulator.requests.get('aws')).toBeLessThan(120);
    expect(clock.waited).toBeGreaterThan(10_000);
  });
});

function requestsOf(requests: ReadonlyMap<string, number>): number {
  return (requests.get('aws') ?? 0) + (requests.get('graphql') ?? 0);
}
