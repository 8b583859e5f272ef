import { expect, test } from 'vitest';
import { WAYS } from '../harness/damage.ts';
import { KEPT_IN } from '../harness/lake-fixture.ts';
import { noteResult } from '../proofs/results.ts';
import { casesToTry } from '../proofs/share.ts';
import { expectDamageFound, KINDS } from './damage-matrix.ts';

const CASES = KEPT_IN.flatMap((on) => KINDS.flatMap((kind) => WAYS.map((way) => ({ on, kind, way }))));
const tried = casesToTry('damage matrix', CASES);

test.each(KEPT_IN)(
  'every kind of object, damaged in every way in a %s, is found and mended',
  async (on) => {
    const cases = tried.filter((one) => one.on === on);
    const told = await expectDamageFound(cases, on);
    expect(told).toContain(`${cases.length} damages`);
    if (cases.length > 0) noteResult('damage matrix', told);
  },
  1_500_000,
);
