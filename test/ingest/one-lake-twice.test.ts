import { expect, test } from 'vitest';
import { rowsByTable } from '../harness/compare-lakes.ts';
import { withLakeFixture } from '../harness/lake-fixture.ts';

const since = '2026-11-18';

test('one open lake is used for several pulls at once, and ends as by one after another', async () => {
  const oneByOne = await withLakeFixture({ people: 4 }, async ({ store, pull }) => {
    await pull({ since });
    return rowsByTable(store);
  });
  await withLakeFixture({ people: 4 }, async ({ store, pull }) => {
    await Promise.all([pull({ since }), pull({ since }), pull({ since, sources: ['CODEX_LOG', 'users'] })]);
    expect(await rowsByTable(store)).toEqual(oneByOne);
  });
});
