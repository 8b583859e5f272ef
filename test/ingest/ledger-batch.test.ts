import { expect, test } from 'vitest';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { JOURNAL } from '../../src/lake/write/journal.ts';
import { LedgerBatch } from '../../src/ledger/ledger-batch.ts';
import { rebuildLedger } from '../../src/repair/rebuild-ledger.ts';
import { runs } from '../../src/tables/system-tables.ts';
import { withFragileStore } from '../harness/damage.ts';
import { KEPT_IN, withLakeFixture } from '../harness/lake-fixture.ts';
import { NOW, outcomes, rowsOf, withLake } from '../harness/pull-fixture.ts';

const runRow = (id: string) => ({
  run_id: id,
  source: 'users',
  scope_id: 'w',
  started_at: NOW.toISOString(),
  finished_at: NOW.toISOString(),
  full: true,
  outcome: 'done',
});

async function keysOf(store: ObjectStore): Promise<string[]> {
  return Array.fromAsync(store.list(JOURNAL), ({ key }) => key);
}

test.each(KEPT_IN)(
  'an object of the journal that is damaged or lost, in a %s, keeps nothing from being told',
  async (on) => {
    await withFragileStore(on, async ({ store, damage }) => {
      await withLake(store, async (lake) => {
        const tell = async (id: string) => {
          const batch = new LedgerBatch(lake, () => NOW);
          await batch.add(runs, [runRow(id)]);
          await batch.write();
          expect(batch.unwritten).toEqual([]);
        };
        await tell('first');
        const [first = ''] = await keysOf(store);
        await damage(first, 'flipped', 0.5);
        await tell('second');
        await damage(first, 'lost');
        await tell('third');
        expect(await keysOf(store)).toHaveLength(1);
        const told = await rowsOf(store, 'SELECT run_id FROM runs ORDER BY run_id');
        expect(told.map(({ run_id }) => run_id)).toEqual(['first', 'second', 'third']);
        for (const { missing, rows } of await rebuildLedger(lake)) expect([missing, rows]).toEqual([0, 2]);
      });
    });
  },
);

test('a run whose units could not be written down tells so, and looks at everything again', async () => {
  await withLakeFixture({ people: 3 }, async ({ lake, store, pull }) => {
    const asked = { sources: ['users', 'AUTH_LOG'], since: '2026-11-18' };
    await pull(asked);
    const keys = await Array.fromAsync(store.list('lake/ledger_files/'), ({ key }) => key);
    const key = keys.at(-1) ?? '';
    await store.put(key, Buffer.from('cut'), (await store.head(key)) ?? 'absent');
    const again = await pull({ ...asked, full: true, runId: 'over a damaged ledger' });
    expect(outcomes(again)).toEqual({ users: 'done', AUTH_LOG: 'failed' });
    const told = await rowsOf(
      store,
      "SELECT source, outcome FROM runs WHERE run_id = 'over a damaged ledger'",
    );
    expect(told).toContainEqual({ source: 'AUTH_LOG', outcome: 'failed' });
    expect(lake.store).toBe(store);
  });
});
