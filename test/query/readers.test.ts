import { type FileMetaData, parquetMetadata, parquetReadObjects, type SchemaElement } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSimulator } from '../../simulator/simulator.ts';
import { surveyLogTypes } from '../../src/ingest/logs/survey-types.ts';
import { pull } from '../../src/ingest/pull.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { KINDS, type Kind } from '../../src/tables/column.ts';
import type { Table } from '../../src/tables/define-table.ts';
import { objectsPrefix } from '../../src/tables/layout.ts';
import { TABLES } from '../../src/tables/tables.ts';
import { KEPT_IN, withStore } from '../harness/lake-fixture.ts';
import { ask, NOW, pullInto, runInto, withFolder, withLake } from '../harness/pull-fixture.ts';

interface Told {
  readonly counts: ReadonlyMap<string, unknown>;
  readonly types: ReadonlyMap<string, readonly (readonly unknown[])[]>;
}

function tellOf(lake: ObjectStore): Promise<Told> {
  return ask(lake, async (duckdb) => {
    const counts = new Map<string, unknown>();
    const types = new Map<string, unknown[][]>();
    for (const { name } of TABLES) {
      const [counted] = await duckdb.rows(`SELECT count(*)::INTEGER AS n FROM ${name}`);
      counts.set(name, counted?.n);
      const described = await duckdb.rows(`DESCRIBE ${name}`);
      types.set(
        name,
        described.map((row) => [row.column_name, row.column_type]),
      );
    }
    return { counts, types };
  });
}

/** What Parquet itself must call a column of a kind. */
const PARQUET: Readonly<Record<Kind, Partial<SchemaElement>>> = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  json: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  bigint: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  decimal: { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 6 },
  boolean: { type: 'BOOLEAN' },
  date: { type: 'INT32', converted_type: 'DATE' },
  timestamp: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' } },
};

/** What the reader must make of a value of a kind. */
const VALUE: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  json: (value) => typeof value === 'string' && JSON.parse(value) !== undefined,
  bigint: (value) => typeof value === 'bigint',
  double: (value) => typeof value === 'number',
  decimal: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  date: (value) => value instanceof Date,
  timestamp: (value) => value instanceof Date,
};

interface Part {
  readonly key: string;
  readonly metadata: FileMetaData;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

describe.each(KEPT_IN)('in a %s', (on) => {
  let store: ObjectStore;
  /** What DuckDB says of a filled lake, and of an empty one. */
  let told: { readonly filled: Told; readonly empty: Told };
  let end: () => void;
  let finished: Promise<void>;

  beforeAll(async () => {
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    await new Promise<void>((ready, fail) => {
      finished = withStore(on, async (opened) => {
        store = opened;
        const yesterday = new Date('2026-11-19T16:00:00Z');
        const simulator = await startSimulator({
          people: 8,
          now: yesterday,
          faults: ['bad-line', 'late-events', 'no-timestamp'],
        });
        // Twice, so that there are parts that were merged as well as parts that are as they were staged.
        await withLake(store, async (lake) => {
          await pullInto(lake, simulator, { since: '2026-11-19', now: yesterday, content: 'keep' });
          simulator.setNow(NOW);
          const { run, streams } = await runInto(lake, simulator, { since: '2026-11-19', content: 'keep' });
          const results = await pull(run, streams);
          await surveyLogTypes(run, { http: run.http, collected: streams, results });
        });
        await simulator.close();
        told = {
          filled: await tellOf(store),
          empty: await withFolder((folder) => tellOf(folderStore(folder))),
        };
        ready();
        await ended;
      });
      finished.catch(fail);
    });
  }, 600_000);

  afterAll(async () => {
    end();
    await finished;
  });

  async function partsOf(table: Table): Promise<Part[]> {
    const parts: Part[] = [];
    for await (const { key } of store.list(objectsPrefix(table))) {
      const file = new Uint8Array((await store.read(key)) ?? []).buffer;
      const rows = await parquetReadObjects({ file, compressors, utf8: true });
      parts.push({ key, metadata: parquetMetadata(file), rows });
    }
    return parts;
  }

  const pulled = TABLES.filter(({ name }) => !name.startsWith('allowlist_'));
  describe.each(pulled.map((table) => ({ name: table.name, table })))('$name', ({ name, table }) => {
    const columns = Object.entries(table.columns);

    test('an independent reader finds the declared types, and the rows DuckDB finds', async () => {
      const parts = await partsOf(table);
      expect(parts.length).toBeGreaterThan(0);
      for (const { metadata, rows } of parts) {
        const [, ...schema] = metadata.schema;
        expect(schema.map((element) => element.name)).toEqual(columns.map(([column]) => column));
        for (const [index, [, { kind }]] of columns.entries())
          expect(schema[index]).toMatchObject(PARQUET[kind]);
        for (const row of rows) {
          for (const [column, { kind }] of columns) {
            const value = row[column];
            if (value !== null && value !== undefined && !VALUE[kind](value)) {
              throw new Error(`${name}.${column}: ${typeof value}, declared ${kind}`);
            }
          }
        }
      }
      expect(parts.reduce((sum, { rows }) => sum + rows.length, 0)).toBe(told.filled.counts.get(name));
      expect(told.filled.counts.get(name)).toBeGreaterThan(0);
    });

    test('DuckDB describes it as defined, filled or empty', () => {
      const defined = [
        ...columns.map(([column, { kind }]) => [column, readAs(kind)]),
        ...(table.partitionBy === null ? [] : [['month', 'VARCHAR']]),
      ];
      expect(told.filled.types.get(name)).toEqual(defined);
      expect(told.empty.types.get(name)).toEqual(defined);
    });

    test('every part is in the order of its table, and holds each key once', async () => {
      for (const { key, rows } of await partsOf(table)) {
        for (const [index, row] of rows.entries()) {
          const previous = rows[index - 1];
          if (previous !== undefined && compare(table, previous, row) > 0)
            throw new Error(`${key}: row ${index} out of order`);
        }
        const keys = new Set(rows.map((row) => table.key.map((column) => text(row[column])).join(' ')));
        if (!table.unnest) expect(keys.size).toBe(rows.length);
      }
    });
  });
});

/** DuckDB reads milliseconds in Parquet as its own TIMESTAMP, whose unit is finer. */
function readAs(kind: Kind): string {
  return kind === 'timestamp' ? 'TIMESTAMP' : KINDS[kind].duckdb;
}

function compare(table: Table, a: Part['rows'][number], b: Part['rows'][number]): number {
  for (const column of table.sort) {
    const [left, right] = [sortable(a[column]), sortable(b[column])];
    if (left === right) continue;
    if (left === null) return -1;
    if (right === null) return 1;
    return left < right ? -1 : 1;
  }
  return 0;
}

function sortable(value: unknown): string | number | bigint | null {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? value : null;
}

const text = (value: unknown) => String(sortable(value));
