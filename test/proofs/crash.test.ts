import { test } from 'vitest';
import { crashInBucket, crashInFolder } from './crash-matrix.ts';

// A spread of all points, another for each store; `npm run test:long` tries every one.
const EVERY = 12;

test.each([
  { where: 'killed in a folder', crash: crashInFolder, offset: 0 },
  { where: 'dead in a bucket', crash: crashInBucket, offset: 4 },
])(
  '$where and started again, a pull of all sources leaves the lake of an undisturbed one',
  async ({ crash, offset }) => {
    console.log(await crash((points) => points.filter((_, i) => i % EVERY === offset)));
  },
  600_000,
);
