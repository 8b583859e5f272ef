import { expect, vi } from 'vitest';
import type { SyncResult } from '../../src/allowlist/sync.ts';
import { rowsOf } from '../harness/pull-fixture.ts';
import { allTargets, contentsOf, type LakeFixture, withLakeFixture } from './allowlist-fixture.ts';
import { Dead, dyingStore } from './dying-store.ts';
import { Line } from './line.ts';

const FEEDS = ['chatgpt-actions'];
const DAY_MS = 86_400_000;
const OTHERS = ['198.51.100.0/24', '203.0.113.7'];

/** No grace, so that one sync adds and removes; and so small a feed changes by larger shares. */
export const settingsOf = ({ simulator }: LakeFixture) => ({
  targets: allTargets(simulator, FEEDS).map((target) => ({ ...target, merge: false })),
  guards: { removalPercent: 90, additionsPercent: 90, graceHours: 0 },
});

/** Every list has the feed and what others put there, nothing else and nothing twice; and the lake says so too. */
export async function expectConverged(stand: LakeFixture, point: string): Promise<void> {
  const feed = stand.simulator.served.ranges.get('chatgpt-actions.json')?.prefixes ?? [];
  const { aws } = stand.simulator;
  const held = contentsOf(stand.simulator);
  const lists = ['codex-egress-ipv4-1', 'codex-egress-ipv4-2'].map((name) => aws.prefixLists.named(name).id);
  const found = {
    github: held.get('github:example-org'),
    waf: [...aws.ipSets.named('codex-egress-ipv4').addresses],
    prefixLists: lists.flatMap((id) => held.get(`prefix-list:${id}`) ?? []),
    files: String(Buffer.from((await stand.store.read('allowlists/openai-egress/ranges.txt')) ?? [])).split(
      '\n',
    ),
  };
  const expected = (...others: string[]) => [...feed, ...others].sort();
  expect([point, found.github?.sort()]).toEqual([point, expected(...OTHERS)]);
  expect([point, found.waf.sort()]).toEqual([point, expected('198.51.100.0/24')]);
  expect([point, found.prefixLists.sort()]).toEqual([point, expected('198.51.100.0/24')]);
  expect([point, found.files.filter(Boolean).sort()]).toEqual([point, expected()]);
  const told = await rowsOf(
    stand.store,
    `SELECT target, count(*)::INTEGER AS entries FROM (SELECT target, prefix FROM allowlist_changes
      GROUP BY target, prefix HAVING sum(CASE change WHEN 'added' THEN 1 ELSE -1 END) = 1) GROUP BY target`,
  );
  expect([point, told.map(({ entries }) => entries)]).toEqual([point, told.map(() => feed.length)]);
  expect(told).toHaveLength(4);
}

/** Runs a sync that dies, and says whether it did, and whether it had something to do. */
async function runDying(syncing: Promise<SyncResult>): Promise<{ died: boolean; changed: boolean }> {
  try {
    const { targets } = await syncing;
    return { died: false, changed: targets.some(({ outcome }) => outcome !== 'in step') };
  } catch (error) {
    if (error instanceof Dead) return { died: true, changed: true };
    throw error;
  }
}

/** Kills a sync at one point after another, each time with a new version of the feed, and runs it again. Gives the last point. */
async function killAtPoints(
  stand: LakeFixture,
  step: number,
  run: (point: number) => Promise<{ died: boolean; changed: boolean }>,
): Promise<number> {
  const settings = settingsOf(stand);
  for (let point = 1; ; ) {
    const { died, changed } = await run(point);
    await stand.sync({ settings });
    await expectConverged(stand, `point ${point}`);
    stand.clock.forward(15 * DAY_MS);
    if (!died && changed) return point;
    // A version that changes nothing has no such point: the next one is asked.
    if (died) point += step;
  }
}

/** Kills a sync after every `step`th call to the lists, whose answer is lost. Gives the number of calls. */
export function killAfterCalls(step: number): Promise<number> {
  return withLakeFixture({}, async (stand) => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
    const line = await Line.to(stand.simulator.rangesBase);
    const settings = settingsOf(stand);
    try {
      return await killAtPoints(stand, step, async (point) => {
        line.dieAfter(point);
        const ended = await runDying(
          stand.sync({ settings, origin: line.origin, store: line.store(stand.store) }),
        );
        return { ...ended, died: line.dead };
      });
    } finally {
      await line.close();
    }
  });
}

/** Kills a sync before or after every `step`th write to the lake. Gives the number of such points. */
export function killAtWrites(step: number): Promise<number> {
  return withLakeFixture({}, (stand) =>
    killAtPoints(stand, step, (point) => {
      const at = point % 2 === 0 ? 'before a write' : 'after a write';
      const store = dyingStore(stand.store, { at, number: Math.ceil(point / 2) });
      return runDying(stand.sync({ settings: settingsOf(stand), store }));
    }),
  );
}
