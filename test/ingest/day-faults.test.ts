import { describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { expectReviewsAsServed, expectUsageAsServed } from '../harness/expect-served.ts';
import { KEPT_IN, withLakeFixture } from '../harness/lake-fixture.ts';
import { outcomes, rowsOf } from '../harness/pull-fixture.ts';

const USAGE = ['usage', 'usage_workspace'];
/** From a Monday. */
const since = '2026-11-16';

const revisions = (store: ObjectStore, where: string) =>
  rowsOf(
    store,
    `SELECT source, day::VARCHAR AS day, revision::INTEGER AS revision, state, reason, rows::INTEGER AS rows, figures,
      previous_figures FROM ledger_days WHERE ${where} ORDER BY ALL`,
  );

describe.each(KEPT_IN)('in a %s', (on) => {
  test('figures of people, workspace and reviews are those served', async () => {
    await withLakeFixture({ on, faults: ['server-errors'] }, async ({ simulator, store, pull }) => {
      const sources = [...USAGE, 'code_reviews', 'code_review_responses'];
      expect(new Set(Object.values(outcomes(await pull({ sources, since }))))).toEqual(new Set(['done']));
      await expectUsageAsServed(store, simulator);
      await expectReviewsAsServed(store, simulator);
    });
  });

  test('new-key and unknown-client: unknown keys of a usage row are kept and counted, a strange client is a row', async () => {
    await withLakeFixture(
      { on, faults: ['new-key', 'unknown-client'] },
      async ({ simulator, store, pull }) => {
        const results = await pull({ sources: USAGE, since });
        await expectUsageAsServed(store, simulator);
        for (const [index, table] of ['usage_user_day', 'usage_workspace_day'].entries()) {
          const rows = await rowsOf(store, `SELECT extra_json FROM ${table}`);
          expect(rows.length).toBeGreaterThan(3);
          expect(results[index]?.counters.unknownFields).toBe(rows.length);
          expect(rows.every(({ extra_json }) => extra_json !== null)).toBe(true);
        }
        const strange = await rowsOf(
          store,
          `SELECT 1 FROM usage_user_client_day WHERE client_id = 'CODEX_HOLOGRAM_PROJECTOR'`,
        );
        expect(strange.length).toBeGreaterThan(0);
      },
    );
  });

  test('restated-day: the later figures replace the earlier ones whole, and the ledger keeps both', async () => {
    await withLakeFixture({ on, faults: ['restated-day'] }, async ({ simulator, store, pull }) => {
      await pull({ sources: USAGE, since });
      await expectUsageAsServed(store, simulator);
      const before = await rowsOf(store, `SELECT * FROM usage_user_day WHERE dt = '2026-11-17' ORDER BY ALL`);
      await pull({ sources: USAGE, since });
      await expectUsageAsServed(store, simulator);
      const after = await rowsOf(store, `SELECT * FROM usage_user_day WHERE dt = '2026-11-17' ORDER BY ALL`);
      expect(after).not.toEqual(before);

      const restated = await revisions(store, `source = 'usage' AND day = '2026-11-17'`);
      expect(restated).toMatchObject([
        { revision: 1, state: 'landed', previous_figures: null },
        { revision: 2, state: 'landed' },
      ]);
      expect(restated[1]?.previous_figures).toBe(restated[0]?.figures);
      expect(restated[1]?.figures).not.toBe(restated[0]?.figures);
      expect(await revisions(store, `day <> '2026-11-17' AND revision > 1`)).toEqual([]);
    });
  });

  test('empty-day: a day that had rows and is told empty keeps them, held once, until upstream tells it again', async () => {
    await withLakeFixture({ on, faults: ['empty-day'] }, async ({ simulator, store, pull }) => {
      const wednesday = () =>
        rowsOf(store, `SELECT * FROM usage_user_day WHERE dt = '2026-11-18' ORDER BY ALL`);
      await pull({ sources: ['usage'], since });
      const rows = await wednesday();
      expect(rows.length).toBeGreaterThan(0);

      const [held] = await pull({ sources: ['usage'], since });
      expect(simulator.served.usage.has('2026-11-18')).toBe(false);
      expect(held).toMatchObject({
        outcome: 'done',
        counters: { notLanded: 1, landed: 0, stillNotLanded: 0 },
      });
      expect(await wednesday()).toEqual(rows);
      const ledger = () => revisions(store, `day = '2026-11-18'`);
      expect(await ledger()).toMatchObject([
        { revision: 1, state: 'landed', reason: null },
        { revision: 2, state: 'held', reason: `no rows, ${rows.length} before`, rows: 0 },
      ]);

      const [still] = await pull({ sources: ['usage'], since });
      expect(still?.counters).toMatchObject({ notLanded: 0, stillNotLanded: 1 });
      expect(await ledger()).toHaveLength(2);

      simulator.setFaults([]);
      const [healed] = await pull({ sources: ['usage'], since });
      expect(healed?.counters).toMatchObject({ notLanded: 0, stillNotLanded: 0, landed: 1 });
      expect((await ledger())[2]).toMatchObject({ revision: 3, state: 'landed' });
      expect(await wednesday()).toEqual(rows);
    });
  });
});
