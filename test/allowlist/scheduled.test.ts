import { describe, expect, test } from 'vitest';
import { reportSync } from '../../lambdas/allowlist/report.ts';
import { openLake } from '../../src/lake/lake.ts';
import { withBucket } from '../harness/bucket.ts';
import { metricsSent } from '../harness/metrics-sent.ts';
import { rowsOf } from '../harness/pull-fixture.ts';
import { allTargets, contentsOf, outcomesOf, withLakeFixture } from './allowlist-fixture.ts';

const settings = {
  targets: [
    { kind: 'github', organization: 'example-org', feeds: ['chatgpt-actions'] },
    { kind: 'files', feeds: ['chatgpt-actions'] },
  ],
};

/** Reports a sync as the scheduled function does; gives its metrics and what people were told. */
async function reported(result: Parameters<typeof reportSync>[0]) {
  const notices: { subject: string; text: string }[] = [];
  let summary: unknown;
  const { sent, lines } = await metricsSent(async () => {
    summary = await reportSync(result, async (notice) => {
      notices.push(notice);
    }).catch((error: unknown) => error);
  });
  return {
    summary,
    notices,
    lines,
    metrics: Object.fromEntries(sent.map(({ name, value }) => [name, value])),
  };
}

describe('the scheduled function', () => {
  test('counts what it did, tells people of a change with its diff, and of nothing when there was none', async () => {
    await withLakeFixture({}, async ({ sync, simulator }) => {
      const first = await reported(await sync({ settings }));
      const entries = simulator.github.organization.entries.length - 3;
      expect(first.summary).toMatchObject({ mode: 'apply', verdict: 'done' });
      expect(first.metrics).toEqual({});
      const added = first.lines
        .filter((line) => line.includes('allowlist synced'))
        .map((line) => JSON.parse(line).added);
      expect(added).toEqual([entries, entries]);
      expect(first.notices).toMatchObject([{ subject: 'Codex egress ranges: 2 allowlists changed' }]);
      expect(first.notices[0]?.text).toMatch(
        /github:example-org: changed, \d+ added, 0 removed[\s\S]*\+ \d+\.[\s\S]*… and \d+ more/,
      );
      expect(first.lines.join('\n')).not.toContain(simulator.github.token);
      expect((await reported(await sync({ settings }))).notices).toEqual([]);
    });
  });

  test('goes on with the token before the one GitHub refuses, and says so', async () => {
    await withLakeFixture({}, async ({ sync, simulator }) => {
      const previousToken = simulator.github.token;
      const result = await sync({ settings, token: 'ghp_of_tomorrow', previousToken });
      expect(outcomesOf(result)).toMatchObject({ 'github:example-org': 'changed' });
      const { metrics, lines } = await reported(result);
      expect(metrics).toEqual({ KeyRefused: 1 });
      expect(lines.join('\n')).not.toMatch(new RegExp(`${previousToken}|ghp_of_tomorrow`));
      expect((await reported(await sync({ settings, previousToken: 'ghp_old' }))).metrics).toEqual({});
      const neither = await sync({ settings, token: 'ghp_wrong', previousToken: 'ghp_old' });
      expect(outcomesOf(neither)).toMatchObject({ 'github:example-org': 'failed' });
    });
  });

  test('fails with a list that failed, after it counted and told', async () => {
    await withLakeFixture({}, async ({ sync }) => {
      const { summary, metrics, notices } = await reported(await sync({ settings, token: 'ghp_wrong' }));
      expect(summary).toMatchObject({
        name: 'SyncFailed',
        message: expect.stringContaining('GitHub refuses the token'),
      });
      expect(metrics).toMatchObject({ AllowlistsFailed: 1 });
      expect(notices[0]?.subject).toContain('look at github:example-org: failed');
    });
  });

  test('counts a feed that is stale, by the age of its version and of its last good reading', async () => {
    await withLakeFixture({}, async ({ sync, simulator, clock }) => {
      await sync({ settings });
      simulator.setFaults(['ranges-html-403']);
      clock.forward(23 * 3_600_000);
      expect((await reported(await sync({ settings }))).metrics).toEqual({ GuardsTripped: 1 });
      clock.forward(2 * 3_600_000);
      expect((await reported(await sync({ settings }))).metrics).toMatchObject({ FeedsStale: 1 });
    });
  });
});

test('two syncs at once, as of a function and a laptop, do no harm', async () => {
  await withLakeFixture({}, async ({ sync, lake, store, simulator }) => {
    const other = await openLake(store, { digestKey: new Uint8Array(32) });
    const before = contentsOf(simulator);
    const both = await Promise.all([sync({ settings }), sync({ settings, lake: other })]);
    await other.close();
    for (const result of both) expect(Object.values(outcomesOf(result))).not.toContain('failed');
    await sync({ settings, lake });
    const held = contentsOf(simulator).get('github:example-org') ?? [];
    expect(new Set(held).size).toBe(held.length);
    const feed = simulator.served.ranges.get('chatgpt-actions.json')?.prefixes ?? [];
    const others = (before.get('github:example-org') ?? []).sort();
    expect(held.sort()).toEqual([...feed, ...others].sort());
    expect(outcomesOf(await sync({ settings }))).toEqual({
      'github:example-org': 'in step',
      'files:openai-egress': 'in step',
    });
  });
});

test('two syncs at once take nothing of each other for taken out by somebody else', async () => {
  await withLakeFixture({}, async ({ sync, lake, store, simulator, clock }) => {
    const other = await openLake(store, { digestKey: new Uint8Array(32) });
    const following = {
      targets: allTargets(simulator, ['chatgpt-actions']).slice(0, 3),
      guards: { removalPercent: 90, additionsPercent: 90, graceHours: 0, windowRemovalPercent: 100 },
    };
    let drifted = 0;
    for (let version = 0; version < 8; version++) {
      const both = await Promise.all([
        sync({ settings: following }),
        sync({ settings: following, lake: other }),
      ]);
      for (const { targets } of both) for (const target of targets) drifted += target.drifted;
      clock.forward(4 * 86_400_000);
    }
    await other.close();
    expect(drifted).toBe(0);
    expect(await rowsOf(store, `SELECT * FROM allowlist_changes WHERE change = 'lost'`)).toEqual([]);
    await sync({ settings: following, lake });
    const standing = await rowsOf(
      store,
      `SELECT prefix FROM allowlist_changes WHERE target = 'github:example-org'
        GROUP BY prefix HAVING sum(CASE change WHEN 'added' THEN 1 ELSE -1 END) = 1 ORDER BY prefix`,
    );
    expect(standing.map(({ prefix }) => prefix)).toEqual(
      simulator.github.organization.entries
        .filter(({ name }) => name === 'codex-lake: OpenAI egress')
        .map(({ allowListValue }) => allowListValue)
        .sort(),
    );
  });
});

test('a lake in a bucket serves as one in a folder does', async () => {
  await withLakeFixture({}, ({ sync, simulator, clock }) =>
    withBucket(async (bucket) => {
      const store = bucket('lake');
      expect(Object.values(outcomesOf(await sync({ settings, store })))).toEqual(['changed', 'changed']);
      expect(Object.values(outcomesOf(await sync({ settings, store })))).toEqual(['in step', 'in step']);
      clock.forward(20 * 86_400_000);
      expect(Object.values(outcomesOf(await sync({ settings, store })))).toEqual(['changed', 'changed']);
      const text = Buffer.from((await store.read('allowlists/openai-egress/nginx.conf')) ?? []).toString();
      for (const prefix of simulator.served.ranges.get('chatgpt-actions.json')?.prefixes ?? [])
        expect(text).toContain(`allow ${prefix};`);
    }),
  );
});
