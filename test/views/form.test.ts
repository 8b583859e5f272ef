import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrinoSQL } from 'dt-sql-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DuckDb } from '../../src/lake/engine/duckdb.ts';
import { KINDS } from '../../src/tables/column.ts';
import { TABLES } from '../../src/tables/tables.ts';
import { dependenciesOf } from '../../src/views/dependencies.ts';
import { parseView } from '../../src/views/view.ts';
import { VIEWS } from '../../src/views/views.ts';
import { handMadeLake } from './hand-made-lake.ts';

let folder: string;
let duckdb: DuckDb;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-views-'));
  duckdb = await handMadeLake(folder, {});
});

afterAll(async () => {
  duckdb.close();
  await rm(folder, { recursive: true });
});

describe('the views', () => {
  it('are all the files of their folder, each after the views it reads', async () => {
    const files = await readdir(new URL('../../src/views', import.meta.url));
    const names = VIEWS.map(({ name }) => name);
    expect(names.toSorted()).toEqual(
      files.filter((file) => file.endsWith('.sql')).map((file) => file.slice(0, -4)),
    );
    for (const [at, { needs }] of VIEWS.entries())
      for (const needed of needs) expect(names.indexOf(needed)).toBeLessThan(at);
  });

  it('have names no table has', () => {
    const tables = TABLES.map(({ name }) => name);
    expect(VIEWS.filter(({ name }) => tables.includes(name))).toEqual([]);
  });
});

describe.each(VIEWS)('$name', ({ name, doc, grain, columns, sql }) => {
  it('has the columns and types its header says', async () => {
    const described = await duckdb.rows(`DESCRIBE ${name}`);
    expect(described.map(({ column_name, column_type }) => `${column_name} ${column_type}`)).toEqual(
      columns.map(
        (column) => `${column.name} ${column.kind === 'timestamp' ? 'TIMESTAMP' : KINDS[column.kind].duckdb}`,
      ),
    );
  });

  it('is SQL that Trino reads', () => {
    expect(new TrinoSQL().validate(sql)).toEqual([]);
  });

  it('says what it answers, its grain and each column in sentences', () => {
    expect(doc).toMatch(/\.$/);
    expect(grain).toMatch(/^one row/);
    for (const column of columns) expect(column.doc).toMatch(/\.$/);
  });

  it('keeps to what both engines read alike', () => {
    const code = sql.replaceAll(/--.*$/gm, '').replaceAll(/\s+\/\s+/g, ' / ');
    expect(code).not.toMatch(/\bselect\s+(\w+\.)?\*/i);
    // Another day than the lake's own would give an old copy of a lake other answers.
    expect(code).not.toMatch(/\b(current_date|current_timestamp|now\()/i);
    // Trino divides whole numbers without remainder, DuckDB does not: a division begins with a double.
    for (const [division] of code.matchAll(/[^\n]*[^\n/]\/[^\n]*/g))
      expect(division).toMatch(/AS DOUBLE\)|[0-9]\.[0-9]/);
  });
});

describe('what a view needs', () => {
  it('is found through the views it reads', () => {
    const { tables, views } = dependenciesOf(['adoption_day']);
    expect(tables.map((table) => table.name)).toEqual(['usage_user_day', 'coverage']);
    expect(views.map((view) => view.name)).toEqual(['covered_days', 'usage_days', 'adoption_day']);
  });

  it('leaves out what the view names itself, and words in texts and comments', () => {
    const { needs } = parseView(
      'some',
      "-- Some.\n-- grain: one row\nWITH own (a) AS (SELECT a FROM b) -- FROM nothing\nSELECT a, ' FROM text' FROM own JOIN c ON a IS DISTINCT FROM d",
    );
    expect(needs).toEqual(['b', 'c']);
  });
});

describe('a view file', () => {
  it.each([
    ['-- Some.\nSELECT 1', 'view some: the second entry of its header is not "grain: …"'],
    ['-- Some.\n-- grain: one row\nUPDATE b', 'view some: it is not one SELECT'],
    ['-- Some.\n-- grain: one row\n-- a bigint: A.\nSELECT a FROM b', 'is not "column NAME KIND: meaning"'],
    [
      '-- Some.\n-- grain: one row\n-- column a int: A.\nSELECT a FROM b',
      'column a is a int; allowed are string, bigint',
    ],
  ])('throws when it is %j', (text, message) => {
    expect(() => parseView('some', text)).toThrow(message);
  });
});
