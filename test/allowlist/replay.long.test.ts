import { test } from 'vitest';
import { noteResult } from '../proofs/results.ts';
import { isLeftOut } from '../proofs/share.ts';
import { replay } from './replay.ts';

const VERSIONS = 60;

test.skipIf(isLeftOut('allowlist replay'))(
  'sixty versions of a feed of 1,400 entries: every list follows each, and nobody is shut out on the way',
  async () => {
    await replay(VERSIONS);
    noteResult('allowlist replay', `feeds of 1,400 entries: ${VERSIONS} versions, none shut anybody out`);
  },
  1_800_000,
);
