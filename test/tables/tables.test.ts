import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { defineTable, type Table } from '../../src/tables/define-table.ts';
import { type RawRecord, withContent } from '../../src/tables/record.ts';
import { shapeOf } from '../../src/tables/shape.ts';
import { TABLES } from '../../src/tables/tables.ts';

const FOLDER = new URL('../../src/tables/', import.meta.url);

/** Everything the modules of the folder export. */
async function exported(): Promise<unknown[]> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.ts'));
  const modules = await Promise.all(files.map((name) => import(new URL(name, FOLDER).href)));
  return modules.flatMap((module: object) => Object.values(module));
}

const isObject = (value: unknown): value is object =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const isTable = (value: unknown): value is Table =>
  isObject(value) && 'columns' in value && 'key' in value && 'merge' in value && 'name' in value;
const isRecord = (value: unknown): value is RawRecord =>
  isObject(value) && 'tables' in value && 'ignored' in value;

describe('the list of tables', () => {
  it('has every table that is defined in the folder, each once', async () => {
    const defined = [...new Set((await exported()).filter(isTable))];
    expect(defined.length).toBeGreaterThan(15);
    expect(TABLES.map(({ name }) => name).sort()).toEqual(defined.map(({ name }) => name).sort());
    expect(new Set(TABLES.map(({ name }) => name)).size).toBe(TABLES.length);
  });

  it('has no table that is not made of some record', async () => {
    const made = (await exported()).filter(isRecord).flatMap((record) => withContent(record).tables);
    const own = TABLES.filter(({ name }) =>
      /^(ledger_|runs$|rejects$|coverage$|log_types$|allowlist_|egress_ip_changes$)/.test(name),
    );
    expect(new Set([...made, ...own].map(({ name }) => name))).toEqual(
      new Set(TABLES.map(({ name }) => name)),
    );
  });
});

describe.each(TABLES.map((table) => [table.name, table] as const))('table %s', (name, table) => {
  const columns = Object.entries(table.columns);

  it('and its columns are named in snake case', () => {
    for (const one of [name, ...columns.map(([column]) => column)]) expect(one).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(columns.map(([column]) => column)).not.toContain('month');
  });

  it('says of itself and of each column what it is, in sentences', () => {
    for (const [column, doc] of [
      ['table', table.doc],
      ...columns.map(([at, { doc }]) => [at, doc] as const),
    ]) {
      expect(doc, column).toMatch(/^\w.{8,}\.$/);
    }
    expect(table.doc).toMatch(/One row per /);
  });

  it('keeps money as decimal, and says in what', () => {
    for (const [column, { kind }] of columns) {
      if (/(^|_)(credits|usd|cost|amount)$/.test(column)) expect(kind, column).toBe('decimal');
      if (kind === 'decimal') expect(column).toMatch(/credits|usd/);
    }
  });

  it('has its key, order and partition among its columns', () => {
    for (const column of [...table.key, ...table.sort]) expect(Object.keys(table.columns)).toContain(column);
    if (table.partitionBy !== null) {
      expect(['date', 'timestamp']).toContain(table.columns[table.partitionBy]?.kind);
    }
    if (table.merge.how === 'latest') {
      expect(Object.keys(table.columns)).toContain(table.merge.version);
      if (table.merge.first !== undefined) expect(Object.keys(table.columns)).toContain(table.merge.first);
    }
    if (table.merge.how !== 'latest') expect(table.partitionBy).not.toBeNull();
  });

  it('reads elements only where it has one row for each', () => {
    const paths = columns.flatMap(([, { origin }]) => (origin.from === 'record' ? origin.paths : []));
    for (const path of paths) {
      expect(path).toMatch(/^[$@](\.[A-Za-z0-9_]+)+(->\$.*)?$/);
      if (path.startsWith('@')) expect(table.unnest).toBeDefined();
    }
  });
});

describe('records', () => {
  it('are each of one shape, that all their tables agree on', async () => {
    const records = (await exported()).filter(isRecord);
    expect(records.length).toBeGreaterThan(9);
    for (const record of records) expect(() => shapeOf(record)).not.toThrow();
  });

  it('keep what no column knows, in their main table', async () => {
    for (const { name, tables } of (await exported()).filter(isRecord)) {
      expect(Object.keys(tables[0].columns), name).toContain('extra_json');
    }
  });
});

it('refuses a table whose key, order or partition is no column', () => {
  const [table] = TABLES;
  if (table === undefined) throw new Error('no table');
  expect(() => defineTable({ ...table, key: ['none'] })).toThrow('no column none');
  expect(() => defineTable({ ...table, sort: ['none'] })).toThrow('no column none');
  expect(() => defineTable({ ...table, partitionBy: 'none' })).toThrow('no column none');
});
