import type { Row } from '../lake/engine/duckdb.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { readSystemRows } from '../lake/write/system-tables.ts';
import { type Stream, streamName } from '../sources/stream.ts';
import { tablePrefix } from '../tables/layout.ts';
import { ledgerFiles } from '../tables/system-tables.ts';

/** Rows of a ledger object by its version, so that a rebuild of many days reads each but once. */
type Versions = Map<string, { readonly etag: string; readonly rows: readonly Row[] }>;

const READ = new WeakMap<object, Versions>();

/**
 * Every row the ledger has of a log's files, as of now: an event may lie far from its file's own time, so any file may hold one
 * of any day. One listing; what changed since it was last read on this lake is read again.
 */
export async function allFileRows(lake: ReadableLake, stream: Stream): Promise<Row[]> {
  const versions: Versions = READ.get(lake.store) ?? new Map();
  READ.set(lake.store, versions);
  const rows: Row[] = [];
  for await (const { key, etag } of lake.store.list(tablePrefix(ledgerFiles))) {
    if (!key.endsWith(`/${streamName(stream)}.parquet`)) continue;
    const known = versions.get(key);
    const read =
      known?.etag === etag ? known : { etag, rows: await readSystemRows(lake, ledgerFiles, [key]) };
    versions.set(key, read);
    rows.push(...read.rows);
  }
  return rows;
}
