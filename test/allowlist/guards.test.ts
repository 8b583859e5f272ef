import { describe, expect, it } from 'vitest';
import { firstBaseline } from '../../src/allowlist/baseline.ts';
import { followFeed } from '../../src/allowlist/follow-feed.ts';
import { guardStep, type Step } from '../../src/allowlist/guards.ts';
import { planOf } from '../../src/allowlist/plan.ts';
import { AllowlistSettings } from '../../src/allowlist/settings.ts';
import type { FeedState } from '../../src/allowlist/state.ts';
import type { Entry } from '../../src/allowlist/target.ts';

const GUARDS = AllowlistSettings.parse({}).guards;
const NOW = new Date('2026-11-20T09:00:00Z');

const range = (n: number): string => `20.${n >> 8}.${n & 255}.0/28`;
const some = (count: number, from = 0): string[] => Array.from({ length: count }, (_, i) => range(from + i));
const entry = (text: string, ours = true, active = true): Entry => ({ id: text, range: text, ours, active });

interface Case {
  readonly there?: readonly Entry[];
  readonly wanted: readonly string[];
  readonly filled?: boolean;
  readonly restored?: readonly string[];
  readonly capacity?: number;
  readonly guardsItself?: boolean;
  readonly egressAddresses?: readonly string[];
  readonly approved?: readonly string[];
  readonly acceptedGone?: readonly string[];
  readonly merge?: boolean;
}

function stepOf({
  there = [],
  wanted,
  approved = [],
  acceptedGone = [],
  merge = false,
  ...rest
}: Case): Step {
  return {
    target: 'the list',
    capacity: 10_000,
    filled: true,
    restored: [],
    egressAddresses: [],
    guardsItself: false,
    ...rest,
    entries: there,
    plan: planOf({ ranges: wanted, families: [4, 6], merge }, there),
    desired: { ranges: wanted, inGrace: [], acceptedGone, approved },
  };
}

const guardOf = (one: Case, guards: Partial<typeof GUARDS> = {}): string | undefined =>
  guardStep(stepOf(one), { ...GUARDS, ...guards })?.guard;
const ours = (ranges: readonly string[]) => ranges.map((text) => entry(text));

describe('a step', () => {
  it('that does nothing is never stopped', () => {
    expect(guardOf({ there: ours(some(10)), wanted: some(10) })).toBeUndefined();
    expect(guardOf({ wanted: [] })).toBeUndefined();
  });

  it('that would leave nothing is stopped by empty-result', () => {
    expect(guardOf({ there: ours(some(1)), wanted: [] }, { removalPercent: 100 })).toBe('empty-result');
    const others = [...ours(some(1)), entry('198.51.100.0/24', false)];
    expect(guardOf({ there: others, wanted: [] }, { removalPercent: 100 })).toBeUndefined();
  });

  it('may remove one entry in ten, and is stopped by removal-limit beyond', () => {
    expect(guardOf({ there: ours(some(100)), wanted: some(90) })).toBeUndefined();
    expect(guardOf({ there: ours(some(100)), wanted: some(89) })).toBe('removal-limit');
    expect(guardOf({ there: ours(some(100)), wanted: some(89) }, { removalPercent: 11 })).toBeUndefined();
  });

  it('counts as removed only what would no longer be let in', () => {
    const apart = ['20.0.0.0/29', '20.0.0.8/29', ...some(8, 10)];
    expect(guardOf({ there: ours(apart), wanted: apart, merge: true })).toBeUndefined();
    const twice = [...ours(some(5)), ...some(5).map((text) => ({ ...entry(text), id: `${text} again` }))];
    expect(guardOf({ there: twice, wanted: some(5) })).toBeUndefined();
    expect(guardOf({ there: ours(some(10)), wanted: some(5), acceptedGone: some(5, 5) })).toBeUndefined();
  });

  it('may add half as many as there are, and is stopped by additions-limit beyond', () => {
    expect(guardOf({ there: ours(some(100)), wanted: some(150) })).toBeUndefined();
    expect(guardOf({ there: ours(some(100)), wanted: some(151) })).toBe('additions-limit');
    expect(guardOf({ there: ours(some(100)), wanted: some(151) }, { additionsPercent: 60 })).toBeUndefined();
    expect(guardOf({ there: ours(some(100)), wanted: some(151), approved: [range(150)] })).toBeUndefined();
  });

  it('is measured by addresses too, of each family by itself', () => {
    const there = ours([...some(100), '40.0.0.0/18', '2603:1030::/64']);
    const all = there.map(({ id }) => id);
    expect(guardOf({ there, wanted: [...some(100), '2603:1030::/64'] })).toBe('removal-limit');
    expect(guardOf({ there, wanted: [...some(100), '40.0.0.0/18'] })).toBe('removal-limit');
    expect(guardOf({ there, wanted: [...all, '41.0.0.0/17'] })).toBe('additions-limit');
    expect(guardOf({ there, wanted: [...all, '2603:1031::/64'] })).toBe('additions-limit');
    expect(guardOf({ there, wanted: [...all, '41.0.0.0/20', '2603:1031::/66'] })).toBeUndefined();
    expect(guardOf({ there, wanted: [...all, '41.0.0.0/17'], approved: ['41.0.0.0/17'] })).toBeUndefined();
  });

  it('may put back what somebody took out, however much it is', () => {
    const there = ours(some(100));
    const wanted = [...some(100), '40.0.0.0/18'];
    expect(guardOf({ there, wanted })).toBe('additions-limit');
    expect(guardOf({ there, wanted, restored: ['40.0.0.0/18'] })).toBeUndefined();
  });

  it('counts only the addresses that nobody was let in from before, where ranges are written otherwise', () => {
    const there = ours(['20.0.0.0/24', '20.0.1.0/24', ...some(40, 1_000)]);
    expect(guardOf({ there, wanted: ['20.0.0.0/23', ...some(40, 1_000)] })).toBeUndefined();
    expect(guardOf({ there, wanted: ['20.0.0.0/22', ...some(40, 1_000)] })).toBeUndefined();
    expect(guardOf({ there, wanted: ['20.0.0.0/21', ...some(40, 1_000)] })).toBe('additions-limit');
  });

  it('may add everything until the list was once filled, however often that was interrupted', () => {
    expect(guardOf({ there: ours(some(10)), wanted: some(1_000), filled: false })).toBeUndefined();
    expect(guardOf({ there: [], wanted: some(1_000), filled: true })).toBe('additions-limit');
  });

  it('is stopped by target-size when additions do not fit beside what is there', () => {
    const there = [...ours(some(10)), entry('198.51.100.0/24', false)];
    expect(guardOf({ there, wanted: some(12), capacity: 13 })).toBeUndefined();
    expect(guardOf({ there, wanted: some(12), capacity: 12 })).toBe('target-size');
  });

  it('is stopped by own-address where the sync could be shut out, also before anything is there', () => {
    const office = entry('198.51.100.0/24', false);
    const self = { guardsItself: true, wanted: some(3), filled: false };
    expect(guardOf({ ...self, there: [office], egressAddresses: ['198.51.100.7/32'] })).toBeUndefined();
    expect(guardOf({ ...self, there: [office], egressAddresses: ['192.0.2.1/32'] })).toBe('own-address');
    expect(guardOf({ ...self, there: [office], egressAddresses: [] })).toBe('own-address');
    const switchedOff = entry('198.51.100.0/24', false, false);
    expect(guardOf({ ...self, there: [switchedOff], egressAddresses: ['198.51.100.7/32'] })).toBe(
      'own-address',
    );
    const inOurs = { there: ours(some(100)), wanted: some(99), egressAddresses: ['20.0.99.1/32'] };
    expect(guardOf(inOurs)).toBe('own-address');
  });

  it('is stopped by pinned when a pinned range would no longer be let in', () => {
    const there = ours(some(100));
    expect(guardOf({ there, wanted: some(99) }, { pinned: ['20.0.99.0/28'] })).toBe('pinned');
    expect(guardOf({ there, wanted: some(99) }, { pinned: ['20.0.98.0/28'] })).toBeUndefined();
    expect(guardOf({ there, wanted: some(99) }, { pinned: ['192.0.2.0/24'] })).toBeUndefined();
  });

  it('names the list and the figures when it is stopped', () => {
    expect(guardStep(stepOf({ there: ours(some(100)), wanted: some(50) }), GUARDS)).toEqual({
      guard: 'removal-limit',
      reason: 'the list: 50 of 100 entries would go, allowed are 10 %',
      acceptable: true,
    });
  });
});

describe('a new version of a feed', () => {
  const before: FeedState = {
    version: '2026-11-18T00:00:00',
    prefixes: some(100),
    readAt: '2026-11-18T01:00:00.000Z',
    gone: {},
    vouched: [],
  };
  const follow = (
    prefixes: readonly string[],
    accepted = false,
    version = '2026-11-20T00:00:00',
    state = before,
  ) =>
    followFeed(
      { name: 'feed', version, prefixes, duplicates: 0 },
      { state, baseline: firstBaseline(state) },
      { guards: GUARDS, accepted: accepted ? 'now' : 'no', now: NOW },
    );

  it('is followed, and what it drops is remembered from then on', () => {
    const { state, violation } = follow([...some(95), range(500)]);
    expect(violation).toBeUndefined();
    expect(state.prefixes).toHaveLength(96);
    expect(state.gone).toEqual(
      Object.fromEntries(some(5, 95).map((gone) => [gone, { since: NOW.toISOString(), accepted: false }])),
    );
  });

  it('forgets that a range was gone once it is back: a flapping range is never cut', () => {
    const known = follow(some(95));
    const back = followFeed(
      { name: 'feed', version: '2026-11-20T00:30:00', prefixes: some(100), duplicates: 0 },
      known,
      { guards: GUARDS, accepted: 'no', now: new Date(NOW.getTime() + 3_600_000) },
    );
    expect(back.state.gone).toEqual({});
  });

  it('that shrinks or grows too much changes nothing, until it is accepted', () => {
    expect(follow(some(60))).toMatchObject({ state: before, violation: { guard: 'removal-limit' } });
    expect(follow(some(200))).toMatchObject({ state: before, violation: { guard: 'additions-limit' } });
    const shrunk = follow(some(60), true);
    expect(shrunk.violation).toBeUndefined();
    expect(Object.values(shrunk.state.gone).every(({ accepted }) => accepted)).toBe(true);
    expect(follow(some(200), true).state.vouched).toEqual(some(100, 100));
  });

  it('that goes back in time is refused', () => {
    expect(() => follow(some(100), true, '2026-11-17T00:00:00')).toThrow(
      'creationTime 2026-11-17T00:00:00 precedes 2026-11-18T00:00:00',
    );
  });
});
