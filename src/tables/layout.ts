import type { Table } from './define-table.ts';
import { safeName, textOfSafeName } from './safe-name.ts';

/** The lake's first day: partition of what has no usable time, and start of the partition projection. */
export const UNDATED = '2025-01-01';

/** Prefix of a table's objects. Content has one of its own, so that it can be granted apart. */
export const tablePrefix = (table: Table): string => `${table.isContent ? 'content' : 'lake'}/${table.name}/`;

/** Prefix of one day of a table; the table itself where it has no days. */
export function partitionPrefix(table: Table, dt: string | null): string {
  return dt === null ? tablePrefix(table) : `${tablePrefix(table)}dt=${dt}/`;
}

/** Key of a partition's object; `name` is what it is of, such as a workspace or a part. */
export function objectKey(table: Table, dt: string | null, name: string): string {
  return `${partitionPrefix(table, dt)}${name}.parquet`;
}

/** The day in a key of a partitioned table. */
export function dayOfKey(key: string): string | undefined {
  return /\/dt=(\d{4}-\d{2}-\d{2})\//.exec(key)?.[1];
}

/** Prefix of the originals of a source of a scope. */
export const rawPrefix = (source: string, scope: string): string => `raw/${source}/scope=${scope}/`;

/** Name of an original in its key: the log file's id, or the hash of its records. */
export function nameOfRawKey(key: string): string {
  return textOfSafeName(key.slice(key.lastIndexOf('/') + 1).replace(/\.jsonl\.zst$/, ''));
}

/** Key of an original, below `raw/` or, when it is not what upstream listed, `quarantine/`. Whatever its name is, the key is safe. */
export function rawKey(
  root: 'raw' | 'quarantine',
  of: { readonly source: string; readonly scope: string; readonly day: string; readonly name: string },
): string {
  return `${root}/${of.source}/scope=${of.scope}/dt=${of.day}/${safeName(of.name)}.jsonl.zst`;
}
