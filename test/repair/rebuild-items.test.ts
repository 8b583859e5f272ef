import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { knownStreams } from '../../src/ledger/known-streams.ts';
import { checkObjects } from '../../src/repair/check-objects.ts';
import { planRebuild, rebuildItem } from '../../src/repair/rebuild.ts';
import { rebuildItems } from '../../src/repair/rebuild-items.ts';
import type { Rebuilt } from '../../src/repair/rebuilt.ts';
import { withLakeFixture } from '../harness/lake-fixture.ts';
import { pullInto, withLake } from '../harness/pull-fixture.ts';

test('several engines share the items, name the same damage, and leave no original to be read again', async () => {
  await withLakeFixture({ people: 4 }, async ({ lake, store, simulator }) => {
    await pullInto(lake, simulator, { since: '2026-11-18' });
    const items = await planRebuild(lake, await knownStreams(lake));
    const alone: Rebuilt[] = [];
    for (const item of items) alone.push(...(await rebuildItem(lake, item, { verify: true })));

    await withLake(store, async (other) => {
      const counts: number[] = [];
      const shared = await rebuildItems([lake, other], items, { verify: true }, (done) => counts.push(done));
      expect(shared.rebuilt).toEqual(alone);
      expect(counts).toEqual(items.map((_, index) => index + 1));

      const originals = [...shared.read].filter((key) => key.startsWith('raw/')).sort();
      const all = [];
      for await (const { key } of store.list('raw/')) all.push(key);
      expect(originals).toEqual(all);

      const [first = ''] = originals;
      await truncate(join(store.folder ?? '', first), 10);
      const damaged = await rebuildItems([lake, other], items, { verify: true });
      expect([...damaged.damaged.keys()]).toEqual([first]);
      const besides = await checkObjects(lake, { besides: damaged.read });
      expect(besides.filter(({ key }) => key === first)).toEqual([]);
      expect((await checkObjects(lake)).map(({ key }) => key)).toEqual([first]);
    });
  });
});
