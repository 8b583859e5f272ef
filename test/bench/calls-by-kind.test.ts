import { expect, it } from 'vitest';
import { callsByKind, kindOf, type ObjectKind } from '../../bench/calls-by-kind.ts';
import { tablePrefix } from '../../src/tables/layout.ts';
import { TABLES } from '../../src/tables/tables.ts';
import { withLakeFixture } from '../harness/lake-fixture.ts';
import { pullInto, withLake } from '../harness/pull-fixture.ts';
import { type StoreCall, tellingStore } from '../harness/telling-store.ts';

it('counts a tiny first pull to the object, by kind, and that a second one puts nothing', async () => {
  await withLakeFixture({ people: 2 }, async ({ simulator, store }) => {
    const pulled = async () => {
      const calls: StoreCall[] = [];
      await withLake(
        tellingStore(store, (call) => calls.push(call)),
        (lake) => pullInto(lake, simulator, { sources: ['users', 'usage', 'AUTH_LOG'] }),
      );
      return callsByKind(calls);
    };
    const first = await pulled();
    const there = { objects: 0, bytes: 0 };
    for await (const { key, size } of store.list('raw/')) {
      expect(kindOf(key)).toBe('originals');
      there.objects++;
      there.bytes += size;
    }
    expect(there.objects).toBeGreaterThan(10);
    // An original is written once, and never read.
    expect(first.originals).toMatchObject({ puts: there.objects, bytesPut: there.bytes, gets: 0 });
    for (const kind of ['tables', 'own tables'] as const) {
      let objects = 0;
      for await (const { key } of store.list('lake/')) if (kindOf(key) === kind) objects++;
      expect(objects).toBeGreaterThan(0);
      expect(first[kind].puts).toBeGreaterThanOrEqual(objects);
    }
    const second = await pulled();
    expect(Object.values(second).map(({ puts, bytesPut }) => [puts, bytesPut])).toEqual(
      Array(4).fill([0, 0]),
    );
    expect(second['own tables'].gets).toBeGreaterThan(0);
  });
});

it('knows the kind of every table', () => {
  const kinds = new Map<ObjectKind, string[]>();
  for (const table of TABLES) {
    const kind = kindOf(`${tablePrefix(table)}some.parquet`);
    kinds.set(kind, [...(kinds.get(kind) ?? []), table.name]);
  }
  expect(kinds.get('own tables')?.toSorted()).toEqual([
    'coverage',
    'ledger_days',
    'ledger_files',
    'log_types',
    'rejects',
    'runs',
  ]);
  expect(kinds.get('tables')).toContain('codex_log');
  expect([...kinds.keys()].toSorted()).toEqual(['own tables', 'tables']);
  expect(kindOf('private/digest-key')).toBe('other');
  expect(kindOf('')).toBe('other');
});
