import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrinoSQL } from 'dt-sql-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DuckDb } from '../../src/lake/engine/duckdb.ts';
import { TABLES } from '../../src/tables/tables.ts';
import { datasetSql } from '../../src/views/pages/datasets.ts';
import { dictionaryPage } from '../../src/views/pages/dictionary.ts';
import { grafanaDashboard } from '../../src/views/pages/grafana.ts';
import { QUESTIONS } from '../../src/views/questions.ts';
import { VIEWS } from '../../src/views/views.ts';
import { handMadeLake } from './hand-made-lake.ts';
import { SMALL_COMPANY } from './small-company.ts';

const page = (name: string) => readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const REMEDY = 'make it anew with: npm run docs';

let folder: string;
let duckdb: DuckDb;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-views-'));
  duckdb = await handMadeLake(folder, SMALL_COMPANY);
});

afterAll(async () => {
  duckdb.close();
  await rm(folder, { recursive: true });
});

it('the data dictionary says what definitions and headers say', async () => {
  const byName = VIEWS.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  expect(await page('data-dictionary.md'), REMEDY).toBe(dictionaryPage(TABLES, byName));
});

describe('the BI files', () => {
  it('have one dataset for each view, with every column named', async () => {
    expect((await readdir(new URL('../../docs/bi/datasets', import.meta.url))).toSorted()).toEqual(
      VIEWS.map(({ name }) => `${name}.sql`).toSorted(),
    );
    for (const view of VIEWS)
      expect(await page(`bi/datasets/${view.name}.sql`), REMEDY).toBe(datasetSql(view));
  });

  it('have the Grafana dashboard the views make', async () => {
    expect(await page('bi/grafana.json'), REMEDY).toBe(grafanaDashboard(VIEWS));
  });

  it('have a dashboard whose every panel asks SQL that runs', async () => {
    const { panels } = JSON.parse(grafanaDashboard(VIEWS));
    expect(panels.length).toBeGreaterThan(10);
    for (const { targets } of panels) {
      const sql = targets[0].rawSQL.replace(/\$__dateFilter\((\w+)\)/, "$1 >= DATE '2026-11-01'");
      expect(new TrinoSQL().validate(sql)).toEqual([]);
      await duckdb.run(sql);
    }
  });

  it('throw when a panel names a column that is gone', () => {
    const [first, ...rest] = VIEWS.toSorted((a) => (a.name === 'adoption_day' ? -1 : 1));
    const cut = { ...first!, columns: first!.columns.filter(({ name }) => name !== 'active_users_7d') };
    expect(() => grafanaDashboard([cut, ...rest])).toThrow('adoption_day has no column active_users_7d');
  });
});

describe('the twenty questions', () => {
  it('are twenty, and the page has each with its query and the columns of its answer', async () => {
    expect(QUESTIONS).toHaveLength(20);
    const text = await page('questions.md');
    for (const { question, look, sql, name } of QUESTIONS) {
      const { columns } = await duckdb.table(sql);
      const head = `| ${columns.join(' | ')} |`;
      const start = `## ${name}\n\n**${question}** ${look}\n\n\`\`\`sql\n${sql}\n\`\`\`\n\n${head}\n`;
      expect(text, `${REMEDY} -- --answers`).toContain(start);
    }
  });

  it('name nobody of the sample company', async () => {
    expect(await page('questions.md')).not.toMatch(/\w@\w/);
  });

  it.each(QUESTIONS)('$name is SQL that Trino reads, and answers on a small lake', async ({ name, sql }) => {
    expect(new TrinoSQL().validate(sql)).toEqual([]);
    const { rows } = await duckdb.table(sql);
    expect(rows.length, name).toBeGreaterThan(0);
  });

  it('end in an order, so that they answer the same each time', () => {
    for (const { name, sql } of QUESTIONS) expect(sql, name).toMatch(/\nORDER BY [^\n]+(\nLIMIT \d+)?$/);
  });
});
