import { test } from 'vitest';
import { CAN_MOUNT } from '../harness/small-disk.ts';
import { failEachWrite, fillDisks } from './full-disk-matrix.ts';
import { noteResult } from './results.ts';
import { casesToTry } from './share.ts';

test.skipIf(!CAN_MOUNT)(
  'on a disk that fills, a pull says so and loses nothing, and with room again leaves the lake of an undisturbed one',
  async () => {
    const tried = await fillDisks((rooms) => casesToTry('full disk matrix', rooms));
    noteResult('full disk matrix', `disks that fill: ${tried}`);
  },
  1_500_000,
);

test('whichever write finds the disk full, the pull says so and loses nothing, and the next leaves the lake of an undisturbed one', async () => {
  const tried = await failEachWrite((writes) => casesToTry('full disk matrix', writes));
  noteResult('full disk matrix', `each write fails once: ${tried}`);
}, 1_500_000);
