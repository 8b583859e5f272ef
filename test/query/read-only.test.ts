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
import { handMadeLake } from '../views/hand-made-lake.ts';

const SECRET = 'planted-outside';
const SPILLED_ROWS = 3_000_000;

/** Of a question: `LAKE` is the lake's folder or place, `OUT` a folder beside it, `OBJECT` where the engine has its one object. */
const ANSWERED = [
  'SELECT count(*) AS n FROM users',
  'FROM users',
  'FROM users; -- and no more',
  'TABLE users',
  'VALUES (1), (2)',
  'WITH u AS (FROM users) SELECT * FROM u',
  'SELECT person FROM people ORDER BY 1',
  'DESCRIBE users',
  'SUMMARIZE users',
  'SHOW TABLES',
  'SHOW users',
  'SELECT column_name FROM information_schema.columns',
  'EXPLAIN FROM users',
  'EXPLAIN ANALYZE FROM users',
  'explain (format json) FROM users',
  "PIVOT users ON user_id IN ('u1', 'u2') USING count(*)",
  'SELECT list(user_id), max(struct_pack(a := user_id)) FROM users WINDOW w AS (ORDER BY user_id)',
  'SELECT * FROM users AS a POSITIONAL JOIN users AS b',
  "SELECT 'COPY users TO ''x''; ATTACH', 'read_text(''/etc/passwd'')'",
  'PRAGMA table_info(users)',
] as const;

const REFUSED = [
  "FROM read_text('OUT/secret.txt')",
  "FROM read_blob('OUT/secret.txt')",
  "FROM 'OUT/secret.csv'",
  "FROM read_csv('OUT/secret.csv')",
  "FROM read_json('OUT/secret.json')",
  "FROM read_text('file://OUT/secret.txt')",
  "FROM read_text('/etc/passwd')",
  "FROM read_text('/proc/self/environ')",
  "FROM glob('OUT/*')",
  "FROM glob('LAKE/**')",
  "FROM sniff_csv('OUT/secret.csv')",
  "SELECT (SELECT content FROM read_text('OUT/secret.txt'))",
  "FROM query('FROM read_text(''OUT/secret.txt'')')",
  "FROM read_text('LAKE/private/digest-key')",
  "FROM read_text('LAKE/raw/users/original.jsonl')",
  "FROM read_text('OBJECT/../../../../private/digest-key')",
  "FROM read_parquet('LAKE/lake/costs_hour/all.parquet')",
  "FROM 'https://example.com/a.parquet'",
  "FROM 's3://bucket/a.parquet'",
  'FROM duckdb_secrets()',
  "COPY users TO 'OUT/new.csv'",
  "COPY users TO 'LAKE/lake/users/new.parquet'",
  "COPY (SELECT 1 AS a) TO 'LAKE/lake/users/all.parquet' (FORMAT parquet, USE_TMP_FILE false)",
  "COPY (SELECT 1 AS a) TO 'OBJECT' (FORMAT parquet, USE_TMP_FILE false)",
  "EXPLAIN ANALYZE COPY (SELECT 1 AS a) TO 'OBJECT' (FORMAT parquet, USE_TMP_FILE false)",
  "EXPLAIN /* a */ ANALYZE COPY (SELECT 1 AS a) TO 'OBJECT' (FORMAT parquet, USE_TMP_FILE false)",
  "EXPLAIN (ANALYZE, FORMAT json) COPY (SELECT 1 AS a) TO 'OBJECT' (FORMAT parquet, USE_TMP_FILE false)",
  "EXPORT DATABASE 'OUT/exported'",
  "IMPORT DATABASE 'OUT'",
  "ATTACH 'OUT/a.db'",
  "ATTACH ':memory:' AS more",
  'INSTALL httpfs',
  "INSTALL httpfs FROM 'OUT'",
  'LOAD httpfs',
  "LOAD 'OUT/a.duckdb_extension'",
  'UPDATE EXTENSIONS',
  'SET enable_external_access = true',
  'RESET enable_external_access',
  "SET allowed_directories = ['/']",
  "SET temp_directory = 'OUT'",
  'SET lock_configuration = false',
  "PRAGMA profiling_output = 'OUT/profile.json'",
  'PRAGMA enable_profiling',
  'CALL pragma_version()',
  "CALL enable_logging('FileSystem')",
  'SET VARIABLE a = 1',
  'USE memory',
  'CREATE TABLE mine AS FROM users',
  'CREATE OR REPLACE VIEW users AS SELECT 1',
  'CREATE MACRO one() AS 1',
  'DROP VIEW users',
  'PREPARE later AS FROM users',
  'BEGIN',
  'CHECKPOINT',
  'VACUUM',
  'SELECT 1; SELECT 2',
  "FROM users; COPY users TO 'OUT/new.csv'",
  'PIVOT users ON user_id USING count(*)',
] as const;

/** Answered, as the engine sees them as reading, though they ask for a file to be written; its lock keeps it from that. */
const WITHOUT_EFFECT = [
  "FROM enable_logging('FileSystem', level = 'trace', storage = 'file', storage_config = {'path': 'OUT/logs'})",
  "SELECT write_log('a') FROM enable_logging(storage = 'file', storage_config = {'path': 'LAKE/logs'}), users",
  "FROM enable_profiling(save_location = 'OUT/profile.json', format = 'json'), users",
  "EXPLAIN ANALYZE FROM enable_profiling(save_location = 'LAKE/lake/users/profile.json', format = 'json')",
  'FROM force_checkpoint()',
] as const;

/** What of these the engine knows nothing of, so that it is refused as wrong rather than as forbidden. */
const UNKNOWN = [
  "SELECT getenv('HOME')",
  '',
  ' ; -- nothing',
  'SELECT',
  'FROM nowhere',
  'SELECT $1',
  "COPY users FROM 'OUT/secret.csv'",
  'INSERT INTO users VALUES (1)',
] as const;

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
