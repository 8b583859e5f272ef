import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DuckDb, openDuckDb } from '../../../src/lake/engine/duckdb.ts';
import { rowDifference } from '../../../src/lake/engine/row-difference.ts';
import { bigint, string } from '../../../src/tables/column.ts';
import { defineTable } from '../../../src/tables/define-table.ts';

const table = defineTable({
  name: 'things',
  doc: 'Things.',
  partitionBy: null,
  key: ['id'],
  merge: { how: 'replace' },
  sort: ['id'],
  columns: { id: bigint('$.id', 'Id.'), name: string('$.name', 'Name.') },
});

type Thing = readonly [number | null, string | null];

let duckdb: DuckDb;
beforeAll(async () => {
  duckdb = await openDuckDb({ workDir: '/nowhere' });
});
afterAll(() => duckdb.close());

const things: fc.Arbitrary<Thing[]> = fc.array(
  fc.tuple(fc.constantFrom(null, 0, 1, 2, 3), fc.constantFrom(null, 'a', 'b', '')),
  { maxLength: 6 },
);

function sqlOf(rows: readonly Thing[]): string {
  const values = rows.map(
    ([id, name]) => `SELECT ${id} AS id, ${name === null ? 'NULL' : `'${name}'`} AS name`,
  );
  return [`SELECT NULL::BIGINT AS id, NULL::VARCHAR AS name WHERE false`, ...values].join(' UNION ALL ');
}

/** Rows of the one list for which the other has no row of its own. */
function without(rows: readonly Thing[], others: readonly Thing[]): number {
  const left = others.map((row) => JSON.stringify(row));
  return rows.filter((row) => {
    const at = left.indexOf(JSON.stringify(row));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  }).length;
}

it('counts the rows that only one of two queries has, each as often as it is there, in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(things, things, fc.boolean(), async (some, more, areSame) => {
      const there = areSame ? some.toReversed() : more;
      expect(await rowDifference({ duckdb, workDir: '' }, table, sqlOf(some), sqlOf(there))).toEqual({
        rows: some.length,
        missing: without(some, there),
        surplus: without(there, some),
      });
    }),
    { numRuns: 200 },
  );
});
