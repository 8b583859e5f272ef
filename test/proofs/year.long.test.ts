import { expect, test } from 'vitest';
import { type Calls, countCalls } from '../harness/count-calls.ts';
import { withLakeFixture } from '../harness/lake-fixture.ts';
import { pullInto, rowsOf, withLake } from '../harness/pull-fixture.ts';
import { noteResult } from './results.ts';
import { isLeftOut } from './share.ts';
import { expectExact, liveThrough } from './year.ts';

test.skipIf(isLeftOut('simulated year'))(
  'through a year with outages of 1, 10, 29 and 40 days coverage is exact, what upstream forgot is named to the file, and a run costs no more',
  async () => {
    const lived = await liveThrough({
      people: 500,
      days: 365,
      outages: [
        { from: 60, days: 1 },
        { from: 100, days: 10 },
        { from: 160, days: 29 },
        { from: 250, days: 40 },
      ],
      sources: ['users', 'usage', 'AUTH_LOG'],
    });
    const { lost, missing } = expectExact(lived);
    // Upstream has forgotten ten of the 40 days without a pull, and half of the day before and of the day after those; and what
    // appeared on the day before the 29 days after the pull of that day, if anything did.
    expect(missing.length).toBe(13);
    expect(lost.length).toBeGreaterThan(missing.length);
    noteResult(
      'simulated year',
      `365 days, ${lived.landed.size} files landed; ${lost.length} files of ${missing.length} days lost, all named: ${missing.join(', ')}`,
    );
    // The company grows meanwhile, and so do the pages upstream tells of its people: only the calls to the store are the lake's.
    expectNoGrowth('lived day by day, three sources', lived.costs.get(30), lived.costs.get(365), [
      'upstream',
    ]);
  },
  1_500_000,
);

test.skipIf(isLeftOut('no growth'))(
  'over a lake of 365 days of all sources a run that finds nothing new makes no more calls than over one of 30',
  async () => {
    await withLakeFixture({ people: 1 }, async ({ simulator, store, pull }) => {
      const [first, step] = [Date.parse('2025-11-20T09:30:00Z'), 24 * 86_400_000];
      const costs: Calls[] = [];
      const lastDays = [30, 365].map((days) => first + (days - 1) * 86_400_000);
      // Within what upstream remembers of its logs, so that nothing is missing.
      for (let at = first; ; at = Math.min(at + step, ...lastDays.filter((day) => day > at))) {
        const now = new Date(at);
        simulator.setNow(now);
        await pull({ now, runId: now.toISOString() });
        if (!lastDays.includes(at)) continue;
        costs.push(
          await countCalls(store, simulator, (counted) =>
            withLake(counted, (lake) => pullInto(lake, simulator, { now })),
          ),
        );
        if (at === lastDays.at(-1)) break;
      }
      const [days] = await rowsOf(store, 'SELECT count(DISTINCT dt)::INTEGER AS days FROM codex_log');
      expect(days?.days).toBeGreaterThan(365);
      expectNoGrowth('all sources', costs[0], costs[1]);
    });
  },
  1_500_000,
);

function expectNoGrowth(
  of: string,
  early: Calls | undefined,
  late: Calls | undefined,
  except: readonly (keyof Calls)[] = [],
): void {
  if (early === undefined || late === undefined) throw new Error(`${of}: not counted`);
  const kinds = (Object.keys(early) as (keyof Calls)[]).filter((kind) => !except.includes(kind));
  console.table({ 'at 30 days': early, 'at 365 days': late });
  noteResult(
    'no growth',
    `${of}: calls of a run that finds nothing new, at 30 and at 365 days: ${kinds
      .map((kind) => `${kind} ${early[kind]} and ${late[kind]}`)
      .join(', ')}`,
  );
  expect(Object.values(early).reduce((sum, calls) => sum + calls)).toBeGreaterThan(0);
  for (const kind of kinds) expect([kind, late[kind] <= early[kind]]).toEqual([kind, true]);
}
