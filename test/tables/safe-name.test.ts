import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DuckDb, literal, openDuckDb } from '../../src/lake/engine/duckdb.ts';
import { nameOfRawKey, rawKey } from '../../src/tables/layout.ts';
import { safeName, textOfSafeName } from '../../src/tables/safe-name.ts';

let duckdb: DuckDb;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-names-'));
  duckdb = await openDuckDb({ workDir: folder });
});
afterAll(async () => {
  duckdb.close();
  await rm(folder, { recursive: true });
});

const text = () =>
  fc.string({ unit: fc.oneof(fc.constantFrom(...'%:/=~.*?[]\\\'"+ '), fc.string({ unit: 'grapheme' })) });

test('any text has a safe name of its own, which says the text again, in code and in SQL', async () => {
  await fc.assert(
    fc.asyncProperty(
      text().filter((one) => !/\p{Cc}/u.test(one)),
      async (one) => {
        const name = safeName(one);
        expect(name).toMatch(/^(?!\.)[A-Za-z0-9._%-]*$/);
        expect(textOfSafeName(name)).toBe(one);
        const [row] = await duckdb.rows(`SELECT url_decode(${literal(name)}) AS text`);
        expect(row?.text).toBe(one);
      },
    ),
    { numRuns: 300 },
  );
});

test('a plain name is its own', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/), (plain) => {
      expect(safeName(plain)).toBe(plain);
    }),
  );
});

test('the key of an original says what it is of, and stays below its day', () => {
  fc.assert(
    fc.property(text(), (name) => {
      const key = rawKey('raw', { source: 'CODEX_LOG', scope: 'w', day: '2026-11-18', name });
      expect(key).toMatch(/^raw\/CODEX_LOG\/scope=w\/dt=2026-11-18\/[A-Za-z0-9._%-]*\.jsonl\.zst$/);
      expect(nameOfRawKey(key)).toBe(name);
    }),
  );
});
