import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DuckDb, openDuckDb } from '../../src/lake/engine/duckdb.ts';
import { digestMacro, digestText } from '../../src/privacy/digest.ts';

let duckdb: DuckDb;
beforeAll(async () => {
  duckdb = await openDuckDb({ workDir: tmpdir() });
});
afterAll(() => duckdb.close());

async function inSql(key: Uint8Array, text: string): Promise<unknown> {
  await duckdb.run(digestMacro(key));
  const [row] = await duckdb.rows(`SELECT digest('${text.replaceAll("'", "''")}') AS digest`);
  return row?.digest;
}

it('is HMAC-SHA-256: the test cases of RFC 4231', async () => {
  const key = new Uint8Array(20).fill(0x0b);
  const digest = 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7';
  expect(digestText(key, 'Hi There')).toBe(digest);
  expect(await inSql(key, 'Hi There')).toBe(digest);
  const jefe = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
  expect(await inSql(Buffer.from('Jefe'), 'what do ya want for nothing?')).toBe(jefe);
});

it('is the same in SQL as in JavaScript, for any key and any text', async () => {
  const key = fc.uint8Array({ maxLength: 64 });
  const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ''));
  await fc.assert(
    fc.asyncProperty(key, text, async (bytes, words) => {
      expect(await inSql(bytes, words)).toBe(digestText(bytes, words));
    }),
  );
});

it('is null for null, so that no words and empty words differ', async () => {
  await duckdb.run(digestMacro(new Uint8Array(32)));
  const [row] = await duckdb.rows(`SELECT digest(NULL) AS none, digest('') AS empty`);
  expect(row?.none).toBeNull();
  expect(row?.empty).toMatch(/^[0-9a-f]{64}$/);
});

it('refuses a key it would have to shorten', () => {
  expect(() => digestMacro(new Uint8Array(65))).toThrow('digest key: 65 bytes, allowed at most 64');
});
