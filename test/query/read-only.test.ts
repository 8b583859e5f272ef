import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDb } from '../../src/lake/engine/duckdb.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { lockToFiles } from '../../src/query/lock-to-files.ts';
import { queryLake } from '../../src/query/query-lake.ts';
import { NotReadOnly, readOnly } from '../../src/query/read-only.ts';
import { users } from '../../src/tables/inventory.ts';
import { copyObjects, withBucket } from '../harness/bucket.ts';
import { KEPT_IN } from '../harness/lake-fixture.ts';
import { withFolder } from '../harness/pull-fixture.ts';
import { countAttacks } from '../proofs/count-attacks.ts';
import { handMadeLake } from '../views/hand-made-lake.ts';
import { ANSWERED, REFUSED, UNKNOWN, WITHOUT_EFFECT } from './attacks.ts';

const SECRET = 'planted-outside';
const SPILLED_ROWS = 3_000_000;

async function hashes(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile())
      found[path] = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
    else found[path] = 'not a file';
  }
  return found;
}

async function plant(lake: string, out: string): Promise<void> {
  (
    await handMadeLake(lake, {
      users: [{ user_id: 'u1', person: 'a' }, { user_id: 'u2' }].map(({ user_id }) => ({ user_id })),
    })
  ).close();
  for (const name of ['users.jsonl', 'store']) await rm(join(lake, name), { force: true });
  for (const [key, text] of [
    ['private/digest-key', SECRET],
    ['raw/users/original.jsonl', SECRET],
    ['lake/costs_hour/all.parquet', SECRET],
  ] as const) {
    await mkdir(join(lake, key, '..'), { recursive: true });
    await writeFile(join(lake, key), text);
  }
  for (const [name, text] of [
    ['secret.txt', SECRET],
    ['secret.csv', `a\n${SECRET}\n`],
    ['secret.json', `{"a":"${SECRET}"}\n`],
    ['schema.sql', `CREATE TABLE a AS SELECT '${SECRET}' AS a;`],
    ['load.sql', ''],
  ] as const)
    await writeFile(join(out, name), text);
}

describe.each(KEPT_IN)('a question to a lake in a %s', (on) => {
  countAttacks(`statements that would write, or read beyond the tables, in a ${on}`, (name) =>
    /refused|changes nothing|changes no byte|makes no sense/.test(name),
  );

  let root: string;
  let end: () => void;
  let ended: Promise<void>;
  let location: string;
  let asked: (sql: string, unlocked?: boolean) => Promise<readonly unknown[]>;
  /** All that must stay as it is. */
  let state: () => Promise<unknown>;

  beforeAll(async () => {
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    await new Promise<void>((ready, fail) => {
      ended = withFolder(async (folder) => {
        root = folder;
        const [lake, out] = [join(folder, 'the lake'), join(folder, 'out')];
        await mkdir(lake);
        await mkdir(out);
        await plant(lake, out);
        const serve = async (kept: string, store: ObjectStore) => {
          location = kept;
          state = async () => [
            await hashes(root),
            (await Array.fromAsync(store.list(''))).map(({ key, etag }) => [key, etag]),
          ];
          ready();
          await over;
        };
        if (on === 'folder') await serve(lake, folderStore(lake));
        else
          await withBucket(async (storeOf, environment) => {
            Object.assign(process.env, environment);
            const store = storeOf('a/lake');
            await copyObjects(folderStore(lake), store);
            await serve(store.location, store);
          });
      });
      ended.catch(fail);
    });
    asked = (sql, unlocked = false) =>
      queryLake(
        location,
        {
          tables: [users],
          views: [{ name: 'people', sql: 'SELECT user_id AS person FROM users' }],
          unlocked,
        },
        async (duckdb) => {
          const [object] = await duckdb.rows(
            `SELECT trim(unnest(string_split(trim(value, '[]'), ',')), ' ''') AS path FROM duckdb_settings() WHERE name = 'allowed_paths'`,
          );
          const said = sql
            .replaceAll('LAKE', join(root, 'the lake'))
            .replaceAll('OUT', join(root, 'out'))
            .replaceAll('OBJECT', String(object?.path));
          const { rows } = unlocked ? await duckdb.table(said) : await readOnly(duckdb, said);
          return rows;
        },
      );
  });
  afterAll(async () => {
    end();
    await ended;
  });

  it.each(ANSWERED)('is answered: %s', async (sql) => {
    expect((await asked(sql)).length).toBeGreaterThan(0);
  });

  it.each(REFUSED)('is refused, and nothing changes: %s', async (sql) => {
    const before = await state();
    await expect(asked(sql)).rejects.toThrow(NotReadOnly);
    expect(await state()).toEqual(before);
  });

  it.each(WITHOUT_EFFECT)('changes nothing: %s', async (sql) => {
    const before = await state();
    await asked(sql);
    expect(await state()).toEqual(before);
  });

  it.each(UNKNOWN)('is an error where it makes no sense: %s', async (sql) => {
    await expect(asked(sql)).rejects.toThrow(
      /^(Catalog|Binder|Parser|Invalid Input) Error|no statement, allowed is one/,
    );
  });

  it('reads what the process may where it is unlocked', async () => {
    expect(await asked("FROM read_csv('OUT/secret.csv')", true)).toEqual([{ a: SECRET }]);
  });

  it('changes no byte and reads nothing beyond the tables, whatever statements are put together', async () => {
    const fragments = fc.constantFrom<string>(...ANSWERED, ...REFUSED, ...WITHOUT_EFFECT, ...UNKNOWN);
    const glue = fc.constantFrom(
      '; ',
      ';\n',
      ' ',
      ' UNION ALL ',
      '\n-- \n',
      '/* */',
      ' EXPLAIN ANALYZE ',
      ' EXPLAIN (FORMAT json) ',
      '\0',
    );
    const text = fc
      .array(fc.tuple(glue, fragments), { minLength: 1, maxLength: 4 })
      .map((parts) =>
        parts
          .map(([between, sql], i) => (i === 0 && between !== ' EXPLAIN ANALYZE ' ? sql : `${between}${sql}`))
          .join(''),
      );
    const before = await state();
    await fc.assert(
      fc.asyncProperty(text, async (sql) => {
        const rows = await asked(sql).catch((error: unknown) => [String(error)]);
        expect(JSON.stringify(rows)).not.toContain(SECRET);
      }),
      { numRuns: 150 },
    );
    expect(await state()).toEqual(before);
  });
});

it('is answered by a locked engine also where it needs the disk for what memory does not hold', async () => {
  await withFolder(async (folder) => {
    const duckdb = await openDuckDb({ workDir: join(folder, 'spill'), memoryMB: 60 });
    await lockToFiles(duckdb, []);
    const { rows } = await readOnly(
      duckdb,
      `SELECT count(*) AS n FROM (SELECT hash(range)::VARCHAR AS h FROM range(${SPILLED_ROWS}) ORDER BY h LIMIT ${SPILLED_ROWS} OFFSET 1)`,
    );
    duckdb.close();
    expect(rows).toEqual([{ n: SPILLED_ROWS - 1 }]);
  });
});
