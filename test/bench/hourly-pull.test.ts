import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeLake } from '../../bench/kept-lake.ts';
import { valuesOf } from '../../bench/lines.ts';
import { prepareHour } from '../../bench/measures/hourly-pull.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { versions, withFolder } from '../harness/pull-fixture.ts';

it('holds what an hour writes against what was new in it, and leaves the lake as it was', async () => {
  await withFolder(async (folder) => {
    const people = 12;
    const kept = join(folder, 'kept');
    await makeLake(kept, people, 1);
    const before = await versions(folderStore(kept));
    const { round, ratios } = await prepareHour({ folder, sizes: [], people, lake: async () => kept }, [1]);
    const lines = await round();
    const figureOf = (of: string, figure: string) =>
      lines.find(({ name }) => name === of)?.figures[figure] ?? Number.NaN;
    const newOriginals = figureOf('new to it, of 1 days', 'newOriginals');
    expect(newOriginals).toBeGreaterThan(0);
    expect(figureOf('lake of 1 days: originals', 'puts')).toBe(newOriginals);
    const changedPartitions = figureOf('new to it, of 1 days', 'changedPartitions');
    expect(changedPartitions).toBeGreaterThan(0);
    expect(figureOf('lake of 1 days: tables', 'puts')).toBeGreaterThanOrEqual(changedPartitions);
    const kinds = ['originals', 'tables', 'own tables', 'other'].map((kind) => `lake of 1 days: ${kind}`);
    for (const figure of ['puts', 'gets', 'lists', 'bytesPut'])
      expect(figureOf('lake of 1 days', figure)).toBe(
        kinds.reduce((sum, kind) => sum + figureOf(kind, figure), 0),
      );
    const [puts] = valuesOf(ratios, lines);
    expect(puts?.value).toBe(figureOf('lake of 1 days', 'puts') / (newOriginals + changedPartitions));
    expect(await versions(folderStore(kept))).toEqual(before);
  });
});
