import { expect, test } from 'vitest';
import { noteResult } from '../proofs/results.ts';
import { casesToTry } from '../proofs/share.ts';
import { killAfterCalls, killAtWrites } from './crash.ts';

const tried = casesToTry('allowlist crashes', ['calls', 'writes']);

test.skipIf(!tried.includes('calls'))(
  'killed after each single call to the lists, a sync that is run again brings every list into step',
  async () => {
    const points = await killAfterCalls(1);
    expect(points).toBeGreaterThan(30);
    noteResult('allowlist crashes', `killed after each call to the lists: ${points} points tried`);
  },
);

test.skipIf(!tried.includes('writes'))(
  'killed around each single write to the lake, a sync that is run again brings every list into step',
  async () => {
    const points = await killAtWrites(1);
    expect(points).toBeGreaterThan(30);
    noteResult('allowlist crashes', `killed around each write to the lake: ${points} points tried`);
  },
);
