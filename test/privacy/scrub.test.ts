import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rememberSecret, scrub } from '../../src/privacy/scrub.ts';

it('leaves no secret of this process in a text, as it is, in a URL or in JSON', () => {
  const secret = fc.string({ minLength: 8, maxLength: 60, unit: 'grapheme' });
  fc.assert(
    fc.property(secret, fc.string(), fc.string(), (one, before, behind) => {
      rememberSecret(one);
      for (const form of [one, encodeURIComponent(one), JSON.stringify(one).slice(1, -1)])
        expect(scrub(before + form + behind)).not.toContain(form);
    }),
  );
});

it('does not cut words out for a secret that is none yet', () => {
  rememberSecret('a');
  rememberSecret(undefined);
  expect(scrub('a plain text')).toBe('a plain text');
});
