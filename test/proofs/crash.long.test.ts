import { test } from 'vitest';
import { crashInBucket, crashInFolder } from './crash-matrix.ts';
import { noteResult } from './results.ts';
import { casesToTry } from './share.ts';

test.each([
  { where: 'killed at any write or listing of a folder', crash: crashInFolder },
  { where: 'dead at any write or listing of a bucket', crash: crashInBucket },
])(
  '$where and started again, a pull of all sources leaves the lake of an undisturbed one',
  async ({ where, crash }) => {
    noteResult('crash matrix', `${where}: ${await crash((points) => casesToTry('crash matrix', points))}`);
  },
  1_500_000,
);
