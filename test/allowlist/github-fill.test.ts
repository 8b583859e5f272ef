import { expect, test } from 'vitest';
import type { LakeFixture } from './allowlist-fixture.ts';
import { outcomesOf, withLakeFixture } from './allowlist-fixture.ts';

const TARGET = 'github:example-org';
const settings = { targets: [{ kind: 'github', organization: 'example-org' }] };
const MINUTE_MS = 60_000;

const entriesOf = ({ simulator }: LakeFixture) =>
  simulator.github.organization.entries.filter(({ name }) => name?.startsWith('codex-lake:'));

/** What the person who waits is told. */
function told({ progress }: LakeFixture) {
  const adding = progress.flatMap(({ progress: one }) => (one.is === 'adding' ? [one] : []));
  const waits = progress.flatMap(({ progress: one }) => (one.is === 'waiting' ? [one] : []));
  return { adding, waits };
}

test('a first fill of 1,200 entries keeps to the limits of GitHub without ever running into one, and shows how far it is', async () => {
  await withLakeFixture({ rateLimits: true }, async (stand) => {
    expect(outcomesOf(await stand.sync({ settings }))).toEqual({ [TARGET]: 'changed' });
    const feed = stand.simulator.served.ranges.get('chatgpt-agents.json')?.prefixes ?? [];
    expect(feed.length).toBeGreaterThan(1_150);
    expect(
      entriesOf(stand)
        .map(({ allowListValue }) => allowListValue)
        .sort(),
    ).toEqual([...feed].sort());
    const { adding, waits } = told(stand);
    expect(waits.map(({ why }) => why)).not.toContain('GitHub asks to slow down');
    expect(waits.length).toBeGreaterThan(0);
    expect(adding.map(({ done }) => done)).toEqual(adding.map(({ done }) => done).toSorted((a, b) => a - b));
    expect(adding.at(-1)).toMatchObject({ done: feed.length, of: feed.length });
    // 450 an hour, the first of them at once.
    expect(stand.clock.waited).toBeGreaterThan(120 * MINUTE_MS);
    expect(stand.clock.waited).toBeLessThan(180 * MINUTE_MS);
  });
});

test('a first fill whose time runs out says so, and later syncs go on where it stopped, without entering anything twice', async () => {
  await withLakeFixture({ rateLimits: true }, async (stand) => {
    const outcomes: string[] = [];
    const sizes: number[] = [];
    for (let run = 0; run < 6 && outcomes.at(-1) !== 'in step'; run++) {
      stand.clock.budgetMs = 10 * MINUTE_MS;
      const [result] = (await stand.sync({ settings })).targets;
      outcomes.push(result?.outcome ?? '');
      sizes.push(entriesOf(stand).length);
      if (result?.outcome === 'unfinished') expect(result.reason).toContain('the next sync goes on');
      if (run > 0) expect(result?.added).toBe((sizes.at(-1) ?? 0) - (sizes.at(-2) ?? 0));
      stand.clock.forward(50 * MINUTE_MS);
    }
    expect(outcomes.slice(0, 2)).toEqual(['unfinished', 'unfinished']);
    expect(outcomes.slice(-2)).toEqual(['changed', 'in step']);
    const values = entriesOf(stand).map(({ allowListValue }) => allowListValue);
    expect(new Set(values).size).toBe(values.length);
    expect(simulatorRemoved(stand)).toEqual([]);
  });
});

function simulatorRemoved({ simulator }: LakeFixture) {
  return simulator.listChanges.flatMap(({ removed }) => removed);
}

test('octokit keeps requests a second apart where that is asked for', async () => {
  await withLakeFixture({}, async (stand) => {
    const { GitHubClient } = await import('../../src/allowlist/targets/github-client.ts');
    const { githubApi: api, github } = stand.simulator;
    const client = new GitHubClient(
      { api, token: github.token, throttled: true, rateLimited: true },
      { clock: stand.clock, report: () => {} },
    );
    const started = performance.now();
    for (let i = 0; i < 3; i++) await client.query('viewer', '{ viewer { login } }', {});
    expect(performance.now() - started).toBeGreaterThan(1_900);

    stand.simulator.setFaults(['github-secondary-limit']);
    for (let i = 0; i < 2; i++) await client.mutate('nothing', 'mutation { none }', {});
    expect(stand.clock.waited).toBe(1_000);
  });
});
