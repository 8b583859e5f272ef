import { expect, test } from 'vitest';
import { WAYS } from '../harness/damage.ts';
import { expectDamageFound, KINDS } from './damage-matrix.ts';

/** `npm run test:long` tries every kind in every way, on both stores. */
const CASES = KINDS.map((kind, index) => ({ kind, way: WAYS[index % WAYS.length] ?? 'lost' }));

test('one object of each kind, damaged in one way or another, is found and mended in a folder', async () => {
  expect(await expectDamageFound(CASES, 'folder')).toContain('14 damages of 14 kinds, all found');
}, 600_000);
