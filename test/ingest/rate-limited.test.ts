import { expect, test } from 'vitest';
import { withLakeFixture } from '../harness/lake-fixture.ts';
import { outcomes, rowsOf } from '../harness/pull-fixture.ts';

test('a key that is asked too often is gone on with by the next run: no failure, and other sources have their turn', async () => {
  // Upstream says to wait for longer than a run waits.
  await withLakeFixture({ people: 12, rateLimits: true, rateWindowSeconds: 600 }, async ({ store, pull }) => {
    const asked = { sources: ['CODEX_LOG', 'usage'], since: '2026-10-22' };
    const first = await pull(asked);
    expect(outcomes(first)).toEqual({ CODEX_LOG: 'out of time', usage: 'done' });
    expect(first.find(({ stream }) => stream.source.name === 'CODEX_LOG')?.counters.reason).toMatch(
      /answered 429/,
    );
    const landed = async () => (await rowsOf(store, 'SELECT count(*)::INTEGER AS n FROM ledger_files'))[0]?.n;
    expect(Number(await landed())).toBeGreaterThan(0);
  });
});
