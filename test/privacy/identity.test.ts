import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DuckDb, openDuckDb } from '../../src/lake/engine/duckdb.ts';
import { digestMacro } from '../../src/privacy/digest.ts';
import { type IdentityPolicy, identityMacros, pseudonymOf } from '../../src/privacy/identity.ts';

const KEY = new Uint8Array(32).fill(9);

let duckdb: DuckDb;
beforeAll(async () => {
  duckdb = await openDuckDb({ workDir: tmpdir() });
  await duckdb.run(digestMacro(KEY));
});
afterAll(() => duckdb.close());

async function of(policy: IdentityPolicy, text: string) {
  for (const macro of identityMacros(policy)) await duckdb.run(macro);
  const words = `'${text.replaceAll("'", "''")}'`;
  const [row] = await duckdb.rows(`SELECT person(${words}) AS person, people(${words}) AS people`);
  return row;
}

it('gives an e-mail one pseudonym in columns of people, in columns of any text and in JSON, however it is written', async () => {
  const written = fc
    .tuple(fc.emailAddress(), fc.boolean(), fc.constantFrom('', ' '))
    .map(([mail, isLarge, space]) => ({
      mail,
      sent: `${space}${isLarge ? mail.toUpperCase() : mail}${space}`,
    }));
  await fc.assert(
    fc.asyncProperty(written, async ({ mail, sent }) => {
      const pseudonym = pseudonymOf(KEY, mail);
      expect(pseudonymOf(KEY, sent)).toBe(pseudonym);
      expect(await of('pseudonym', sent)).toEqual({ person: pseudonym, people: pseudonym });
      expect(await of('clear', sent)).toEqual({ person: sent, people: sent });
    }),
    { numRuns: 30 },
  );
});

it('takes e-mails out of other words, and leaves those', async () => {
  expect(await of('pseudonym', 'of ann@example.com, and others')).toMatchObject({
    people: 'of e-mail, and others',
  });
  expect(await of('pseudonym', 'codex-input-gpt')).toMatchObject({ people: 'codex-input-gpt' });
  expect(await of('clear', 'of ann@example.com')).toMatchObject({ people: 'of ann@example.com' });
});
