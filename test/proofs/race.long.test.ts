import { describe, test } from 'vitest';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { withBucket } from '../harness/bucket.ts';
import { withFolder } from '../harness/pull-fixture.ts';
import { expectRacesHarmless, type Race } from './race-matrix.ts';
import { noteResult } from './results.ts';
import { casesToTry } from './share.ts';

const RACES: readonly Race[] = [
  { collectors: 2, seeds: [11, 12, 13, 14, 15] },
  { collectors: 5, seeds: [21, 22] },
];
const CASES = RACES.flatMap(({ collectors, seeds }) =>
  (['folder', 'bucket'] as const).flatMap((where) => seeds.map((seed) => ({ collectors, where, seed }))),
);
const tried = casesToTry('race matrix', CASES);

describe.each(RACES)('$collectors collectors at once', ({ collectors }) => {
  const raceIn = (where: 'folder' | 'bucket'): Race => ({
    collectors,
    seeds: tried
      .filter((one) => one.where === where && one.collectors === collectors)
      .map(({ seed }) => seed),
  });
  const [inFolder, inBucket] = [raceIn('folder'), raceIn('bucket')];

  test.skipIf(inFolder.seeds.length === 0)('leave in a folder the lake of one', async () => {
    const told = await withFolder((root) =>
      expectRacesHarmless((name) => folderStore(`${root}/${name}`), inFolder),
    );
    noteResult('race matrix', `in a folder, ${told}`);
  });

  test.skipIf(inBucket.seeds.length === 0)('leave in a bucket the lake of one', async () => {
    const told = await withBucket((storeAt) => expectRacesHarmless(storeAt, inBucket));
    noteResult('race matrix', `in a bucket, ${told}`);
  });
});
