import { createHash } from 'node:crypto';
import { TrinoSQL } from 'dt-sql-parser';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Query } from '../../src/query/query.ts';
import type { Assets } from '../../src/report/assets.ts';
import { buildAssets } from '../../src/report/build-assets.ts';
import { DATASETS } from '../../src/report/datasets.ts';
import { pack, unpack } from '../../src/report/pack.ts';
import { csvOf } from '../../src/report/page/csv.ts';
import { renderReport } from '../../src/report/render.ts';
import { DAYS_SHOWN, OTHER_GROUPS, reportData, viewsAsked } from '../../src/report/report-data.ts';
import { HEADLINES, SECTIONS } from '../../src/report/sections.ts';
import { VIEWS } from '../../src/views/views.ts';

const NOW = new Date('2026-11-22T20:00:00Z');

let assets: Assets;
beforeAll(async () => {
  assets = await buildAssets();
});

/** Answers the question of the dataset whose SQL reads a view; nothing to all others. */
function answering(answers: Readonly<Record<string, Answer>>): Query {
  return async (sql) => {
    if (sql.endsWith('FROM as_of'))
      return { columns: ['as_of', 'as_of_day'], rows: [['2026-11-22 20:00:00.000', '2026-11-22']] };
    const name = Object.keys(answers).find((view) => new RegExp(`FROM ${view}\\b`).test(sql));
    return name === undefined ? { columns: [], rows: [] } : (answers[name] ?? { columns: [], rows: [] });
  };
}

describe('the questions of the report', () => {
  it('are put to views only, so that Athena and DuckDB answer the same', () => {
    const views = VIEWS.map(({ name }) => name);
    expect(viewsAsked().filter((name) => !views.includes(name))).toEqual([]);
  });

  it.each(DATASETS)('are SQL that Trino reads: $name', ({ sql }) => {
    for (const group of [
      'group_name',
      "CASE WHEN group_name IN ('a') THEN group_name ELSE 'Other groups' END",
    ])
      expect(new TrinoSQL().validate(sql({ since: '2026-05-24', group }))).toEqual([]);
  });

  it('reach back far enough for the longest range and the one before it', async () => {
    const asked: string[] = [];
    const ask = answering({});
    const data = await reportData((sql) => {
      asked.push(sql);
      return ask(sql);
    }, NOW);
    expect(data).toMatchObject({ since: '2026-05-24', asOf: '2026-11-22T20:00Z' });
    expect(DAYS_SHOWN).toBeGreaterThanOrEqual(2 * 90);
    expect(asked.find((sql) => sql.includes('FROM usage_days'))).toContain("dt >= '2026-05-24'");
  });

  it('show the small groups as one when there are very many', async () => {
    const asked: string[] = [];
    const rows = Array.from({ length: 30 }, (_, i) => [`it's group ${i}`, 30 - i] as const);
    const ask = answering({ dim_user: { columns: ['group_name', 'people'], rows } });
    await reportData((sql) => {
      asked.push(sql);
      return ask(sql);
    }, NOW);
    const usage =
      asked.find((sql) => sql.includes('active_users,') && sql.includes('FROM usage_by_user')) ?? '';
    expect(usage).toContain("'it''s group 23'");
    expect(usage).not.toContain('group 24');
    expect(usage).toContain(OTHER_GROUPS);
  });
});

describe('the page', () => {
  it('allows its own script and style by their hashes and nothing else', async () => {
    const html = renderReport(await reportData(answering({}), NOW), assets);
    const csp = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const [script] = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = '']) => text);
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    expect(csp.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(script ?? '')}`,
      `style-src ${hash(style)}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(html).not.toMatch(/\b(src|href)="(?!#|data:)/);
  });

  it('keeps whatever people are called from becoming markup', async () => {
    const evil = '</script><script>alert(1)</script><!--';
    const ask = answering({ depth_user_28d: { columns: ['person', 'turns'], rows: [[evil, 1]] } });
    const html = renderReport(await reportData(ask, NOW), assets);
    expect(html).not.toContain('alert(1)</script>');
    const json = /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(unpack(JSON.parse(json).datasets.heavy)).toEqual([{ person: evil, turns: 1 }]);
  });

  it('has a place, a question and a definition of every column for each figure', async () => {
    const html = renderReport(await reportData(answering({}), NOW), assets);
    for (const { id, defined } of SECTIONS.flatMap(({ figures }) => figures)) {
      expect(html).toContain(`id="${id}"`);
      for (const { view, columns } of defined)
        for (const column of columns) expect(assets.definitions[view]?.columns[column]).toMatch(/\.$/);
    }
    expect(html.match(/class="tile"/g)).toHaveLength(HEADLINES.length);
  });

  it('stays under 2 MB for two thousand people in half a year', async () => {
    const days = Array.from({ length: DAYS_SHOWN }, (_, i) =>
      new Date(Date.parse('2026-05-24T00:00:00Z') + i * 86_400_000).toISOString().slice(0, 10),
    );
    const groups = Array.from({ length: 24 }, (_, i) => `department ${i}`);
    const workspace = 'f9f19c00-9044-470a-827d-0b2def4e0ecc';
    const perGroup = (names: readonly string[], figures: number): Answer => ({
      columns: [
        'workspace_id',
        'day',
        'group_name',
        'name',
        ...Array.from({ length: figures }, (_, i) => `f${i}`),
      ],
      rows: days.flatMap((day, d) =>
        groups.flatMap((group, g) =>
          names.map((name, n) => [
            workspace,
            day,
            group,
            name,
            ...Array.from(
              { length: figures },
              (_, f) => ((d + 1) * (g + 3) * (n + 7) * (f + 11) * 7919) % 9973,
            ),
          ]),
        ),
      ),
    });
    const person = (i: number) => `first.last.${i}@company.example.com`;
    const data = await reportData(
      answering({
        usage_by_surface: perGroup(['CLI', 'IDE', 'Desktop', 'Web and cloud', 'GitHub', 'Slack', 'SDK'], 1),
        usage_by_model: perGroup(['gpt-5.5', 'gpt-5.5 fast', 'gpt-5.4', 'other'], 1),
        usage_by_user: perGroup(['all'], 8),
        depth_user_28d: {
          columns: [
            'person',
            'group_name',
            'days_used',
            'turns',
            'credits',
            'lines_added',
            'segment',
            'credits_rank',
          ],
          rows: Array.from({ length: 2000 }, (_, i) => [
            person(i),
            groups[i % 24] ?? null,
            17,
            812,
            1234.567891,
            14014,
            'regular',
            i,
          ]),
        },
      }),
      NOW,
    );
    expect(Buffer.byteLength(renderReport(data, assets))).toBeLessThan(2_000_000);
  });
});

describe('packing', () => {
  it('gives back the rows it was given', () => {
    const value = fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.integer(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, value), { maxLength: 30 }), (rows) => {
        const columns = ['x', 'y', 'z'];
        expect(unpack(pack({ columns, rows }))).toEqual(
          rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null]))),
        );
      }),
    );
  });
});

describe('a CSV file', () => {
  it('quotes what needs it, and lets no spreadsheet run a text', () => {
    const columns = [
      { name: 'person', label: 'Person', kind: 'text' },
      { name: 'turns', label: 'Turns', kind: 'whole' },
    ] as const;
    const rows = [
      { person: '=cmd|"x"', turns: -3 },
      { person: 'a,b', turns: null },
    ];
    expect(csvOf({ columns, rows })).toBe('person,turns\r\n"\'=cmd|""x""",-3\r\n"a,b",\r\n');
  });
});
