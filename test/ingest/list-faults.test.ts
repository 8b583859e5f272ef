import { describe, expect, test } from 'vitest';
import { expectListsAsServed, expectTasksAsServed } from '../harness/expect-served.ts';
import { KEPT_IN, withLakeFixture } from '../harness/lake-fixture.ts';
import { outcomes, rowsOf } from '../harness/pull-fixture.ts';

const LISTS = ['egress_ranges', 'users', 'codex_environments', 'codex_tasks'];

describe.each(KEPT_IN)('in a %s', (on) => {
  test('server-errors: tasks, environments, users and ranges are those served, each once', async () => {
    await withLakeFixture({ on, faults: ['server-errors'] }, async ({ simulator, store, pull }) => {
      expect(new Set(Object.values(outcomes(await pull({ sources: LISTS }))))).toEqual(new Set(['done']));
      await expectListsAsServed(store, simulator);
    });
  });

  test('task-moves-while-paging: the next pull has the moved task at its new time, and every other once', async () => {
    await withLakeFixture({ on, faults: ['task-moves-while-paging'] }, async ({ simulator, store, pull }) => {
      const sources = ['codex_tasks'];
      await pull({ sources });
      await expectTasksAsServed(store, simulator.served);
      const seen = new Set(simulator.served.tasks.keys());

      simulator.setFaults([]);
      const later = new Date('2026-11-20T10:30:00Z');
      simulator.setNow(later);
      await pull({ sources, now: later });
      await expectTasksAsServed(store, simulator.served);
      const moved = await rowsOf(
        store,
        `SELECT task_id FROM codex_tasks WHERE updated_at = TIMESTAMP '2026-11-20 09:30:00'`,
      );
      expect(moved).toHaveLength(1);
      // It slipped from the page not yet read to the one read already.
      expect(seen.has(String(moved[0]?.task_id))).toBe(false);
    });
  });
});
