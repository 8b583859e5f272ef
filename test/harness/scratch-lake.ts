import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from '../../src/lake/engine/duckdb.ts';
import { type Lake, openLake } from '../../src/lake/lake.ts';
import type { RawFile } from '../../src/lake/parse/staged-file.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore, StoredObject } from '../../src/lake/store/object-store.ts';
import type { Table } from '../../src/tables/define-table.ts';
import { tablePrefix } from '../../src/tables/layout.ts';

export const DIGEST_KEY = Uint8Array.from({ length: 32 }, (_, i) => i);

/** One engine for many lakes: each `fresh` lake has a folder of its own, all of them gone at `close`. */
export interface ScratchLakes {
  fresh(): Promise<Lake & { readonly folder: string }>;
  /** Writes a raw file of the given text or bytes. */
  file(unit: string, content: string | Uint8Array): Promise<RawFile>;
  close(): Promise<void>;
}

export async function scratchLakes(): Promise<ScratchLakes> {
  const root = await mkdtemp(join(tmpdir(), 'codex-lake-test-'));
  const lake = await openLake(folderStore(join(root, 'none')), { digestKey: DIGEST_KEY });
  let files = 0;
  return {
    async fresh() {
      const folder = await mkdtemp(join(root, 'lake-'));
      return { ...lake, store: folderStore(folder), folder };
    },
    async file(unit, content) {
      const path = join(root, `${String(files++).padStart(6, '0')}-${unit}`);
      await writeFile(path, content);
      return { path, unit };
    },
    async close() {
      await lake.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** SQL for the unit of a file written by `ScratchLakes.file`. */
export const UNIT_SQL = 'substr(parse_filename(r.__file), 8)';

export function jsonl(records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

export function objectsOf(store: ObjectStore, prefix = ''): Promise<StoredObject[]> {
  return Array.fromAsync(store.list(prefix));
}

/** Rows of a folder lake's table; `{rows}` in the SQL stands for them, with `filename` and `file_row_number`. */
export async function query(lake: Lake, table: Table, sql: string): Promise<Row[]> {
  const objects = await objectsOf(lake.store, tablePrefix(table));
  if (objects.length === 0) return [];
  const files = objects.map(({ key }) => `'${join(lake.store.folder ?? '', key)}'`).join(', ');
  const rows = `read_parquet([${files}], filename = true, file_row_number = true, hive_partitioning = false)`;
  return lake.duckdb.rows(sql.replaceAll('{rows}', rows));
}
