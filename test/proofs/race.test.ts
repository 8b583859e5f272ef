import { expect, test } from 'vitest';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { withBucket } from '../harness/bucket.ts';
import { withFolder } from '../harness/pull-fixture.ts';
import { expectRacesHarmless } from './race-matrix.ts';

/** `npm run test:long` races all sources, and five collectors. */
const RACE = { collectors: 2, seeds: [1, 2], sources: ['users', 'usage', 'CODEX_LOG'] };

test('two collectors at once on one folder leave the lake of one', async () => {
  const tried = withFolder((root) => expectRacesHarmless((name) => folderStore(`${root}/${name}`), RACE));
  expect(await tried).toMatch(/^2 collectors/);
}, 600_000);

test('two collectors at once on one bucket leave the lake of one', async () => {
  expect(await withBucket((storeAt) => expectRacesHarmless(storeAt, RACE))).toMatch(/^2 collectors/);
}, 600_000);
