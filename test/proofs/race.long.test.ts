import { describe, test } from 'vitest';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { withBucket } from '../harness/bucket.ts';
import { withFolder } from '../harness/pull-fixture.ts';
import { expectRacesHarmless, type Race } from './race-matrix.ts';
import { noteResult } from './results.ts';

const RACES: readonly Race[] = [
  { collectors: 2, seeds: [11, 12, 13, 14, 15] },
  { collectors: 5, seeds: [21, 22] },
];

describe.each(RACES)('$collectors collectors at once', (race) => {
  test('leave in a folder the lake of one', async () => {
    const tried = await withFolder((root) =>
      expectRacesHarmless((name) => folderStore(`${root}/${name}`), race),
    );
    noteResult('race matrix', `in a folder, ${tried}`);
  });

  test('leave in a bucket the lake of one', async () => {
    noteResult(
      'race matrix',
      `in a bucket, ${await withBucket((storeAt) => expectRacesHarmless(storeAt, race))}`,
    );
  });
});
