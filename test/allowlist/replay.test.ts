import { test } from 'vitest';
import { replay } from './replay.ts';

test(
  'six versions of a feed of 1,400 entries: every list follows each, and nobody is shut out on the way',
  () => replay(6),
  600_000,
);
