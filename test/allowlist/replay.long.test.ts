import { test } from 'vitest';
import { replay } from './replay.ts';

test(
  'sixty versions of a feed of 1,400 entries: every list follows each, and nobody is shut out on the way',
  () => replay(60),
  1_800_000,
);
