import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cidr } from '../../src/allowlist/cidr.ts';
import { followFeed, type KnownFeed } from '../../src/allowlist/follow-feed.ts';
import { AllowlistSettings } from '../../src/allowlist/settings.ts';
import { honestFeed } from './honest-feed.ts';

const GUARDS = AllowlistSettings.parse({}).guards;
const START = new Date('2026-01-01T00:00:00Z').getTime();
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const follow = (known: KnownFeed | undefined, prefixes: readonly string[], now: Date, guards = GUARDS) =>
  followFeed(
    {
      name: 'feed',
      version: now.toISOString().replace('Z', ''),
      prefixes: [...new Set(prefixes)].sort(),
      duplicates: 0,
    },
    known,
    { guards, accepted: 'no', now },
  );

/** Ranges of a small space, so that single addresses can be counted. */
const ipv4 = fc
  .tuple(fc.integer({ min: 0, max: 2047 }), fc.integer({ min: 24, max: 32 }))
  .map(([host, length]) => cidr(`20.1.${host >> 8}.${host & 255}/${length}`).text);
const ipv6 = fc
  .tuple(fc.integer({ min: 0, max: 1023 }), fc.integer({ min: 120, max: 128 }))
  .map(([host, length]) => cidr(`2603:1030::${host.toString(16)}/${length}`).text);
const prefix = fc.oneof({ weight: 3, arbitrary: ipv4 }, { weight: 1, arbitrary: ipv6 });

/** Versions of a feed, each made from the one before as an attacker would: a few go, a few come, hours or days later. */
const history = fc
  .record({
    first: fc.array(prefix, { minLength: 1, maxLength: 60 }),
    steps: fc.array(
      fc.record({
        keep: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
        keepsMost: fc.boolean(),
        come: fc.array(prefix, { maxLength: 12 }),
        hours: fc.integer({ min: 1, max: 400 }),
      }),
      { maxLength: 25 },
    ),
  })
  .map(({ first, steps }) => {
    let ms = START;
    let prefixes: readonly string[] = first;
    return [
      { at: new Date(ms), prefixes },
      ...steps.map(({ keep, keepsMost, come, hours }) => {
        ms += hours * HOUR_MS;
        const kept = prefixes.filter((_, i) => keep[i % 40] || (keepsMost && i % 7 > 0));
        prefixes = [...kept, ...come];
        return { at: new Date(ms), prefixes: prefixes.length === 0 ? first : prefixes };
      }),
    ];
  });

/** Single addresses of a family, the slow and certain way. */
function addresses(prefixes: readonly string[], family: 4 | 6): Set<bigint> {
  const all = new Set<bigint>();
  for (const range of prefixes.map(cidr).filter((one) => one.family === family))
    for (let address = range.first; address <= range.last; address++) all.add(address);
  return all;
}

describe('an arbitrary history of a feed', () => {
  it('never takes away or lets in more of the addresses of a family, at once or over the window, than the limits say', () => {
    fc.assert(
      fc.property(history, (versions) => {
        let known: KnownFeed | undefined;
        const held: { at: number; prefixes: readonly string[] }[] = [];
        for (const { at, prefixes } of versions) {
          const before = known?.state.prefixes;
          known = follow(known, prefixes, at);
          const { prefixes: now } = known.state;
          held.push({ at: at.getTime(), prefixes: now });
          if (before === undefined || JSON.stringify(now) === JSON.stringify(before)) continue;
          const begins = at.getTime() - GUARDS.windowDays * DAY_MS;
          const first = held.findLast((one) => one.at <= begins) ?? held[0];
          const since = held.filter((one) => one.at > begins || one === first).flatMap((one) => one.prefixes);
          for (const family of [4, 6] as const) {
            const [was, is] = [addresses(before, family), addresses(now, family)];
            expect(was.difference(is).size * 100).toBeLessThanOrEqual(was.size * GUARDS.removalPercent);
            expect(is.difference(was).size * 100).toBeLessThanOrEqual(was.size * GUARDS.additionsPercent);
            const base = addresses(first?.prefixes ?? [], family);
            const came = addresses(since, family);
            expect(base.difference(is).size * 100).toBeLessThanOrEqual(
              base.size * GUARDS.windowRemovalPercent,
            );
            expect(came.difference(base).size * 100).toBeLessThanOrEqual(
              base.size * GUARDS.windowAdditionsPercent,
            );
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('leaves a version that is stopped without any effect, and follows every other one whole', () => {
    fc.assert(
      fc.property(history, (versions) => {
        let known: KnownFeed | undefined;
        for (const { at, prefixes } of versions) {
          const followed = follow(known, prefixes, at);
          if (followed.violation !== undefined) expect(followed.state).toEqual(known?.state);
          else expect(followed.state.prefixes).toEqual([...new Set(prefixes)].sort());
          known = followed;
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is never let into the lists wider than a person allows, whatever else moves', () => {
    fc.assert(
      fc.property(
        fc.array(prefix, { minLength: 20, maxLength: 60 }),
        fc.integer({ min: 16, max: 19 }),
        (prefixes, length) => {
          const known = follow(undefined, prefixes, new Date(START));
          const wider = [...prefixes, `40.0.0.0/${length}`];
          const lax = { ...GUARDS, additionsPercent: 100, windowAdditionsPercent: Number.MAX_VALUE };
          expect(follow(known, wider, new Date(START + HOUR_MS), lax).violation?.guard).toBe('prefix-width');
        },
      ),
    );
  });
});

/** Numbers from 0 to 1 that a seed decides: mulberry32. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('a year of changes as they were measured', () => {
  it('is followed without a person, every version of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
        let known: KnownFeed | undefined;
        for (const { at, prefixes } of honestFeed(numbers(seed), new Date(START), 365)) {
          const followed = follow(known, prefixes, at);
          expect(followed.violation).toBeUndefined();
          known = followed;
        }
      }),
      { numRuns: 6 },
    );
  }, 120_000);

  it('is as large and as lively as what was measured', () => {
    const largest = { added: 0, removed: 0 };
    let versions = 0;
    let short = 0;
    let all = 0;
    for (let seed = 1; seed <= 5; seed++) {
      let before: readonly string[] | undefined;
      for (const { prefixes } of honestFeed(numbers(seed), new Date(START), 365)) {
        versions++;
        expect(prefixes.length).toBeGreaterThan(1_100);
        expect(prefixes.length).toBeLessThanOrEqual(1_489);
        short += prefixes.filter((one) => one.endsWith('/28')).length;
        all += prefixes.length;
        if (before !== undefined) {
          const [was, is] = [new Set(before), new Set(prefixes)];
          largest.added = Math.max(largest.added, is.difference(was).size / was.size);
          largest.removed = Math.max(largest.removed, was.difference(is).size / was.size);
        }
        before = prefixes;
      }
    }
    expect(versions / 5 / 365).toBeCloseTo(22 / 46, 1);
    expect(short / all).toBeCloseTo(0.91, 1);
    expect(largest.added).toBeGreaterThan(0.055);
    expect(largest.removed).toBeGreaterThan(0.013);
  });
});
