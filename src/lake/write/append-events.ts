import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Table } from '../../tables/define-table.ts';
import { daysBeside, objectKey, spanPrefix } from '../../tables/layout.ts';
import type { DayRange } from '../../tables/spans.ts';
import { derivationWith } from '../engine/derivation.ts';
import { identifier } from '../engine/duckdb.ts';
import { scratchFile } from '../engine/engine.ts';
import { columnList, type RowsToWrite, readParquet, writeParquet } from '../engine/parquet.ts';
import { sealParquet } from '../engine/parquet-seal.ts';
import { type TimeRange, timeRangeOf } from '../engine/parquet-time-range.ts';
import type { Lake } from '../lake.ts';
import type { Staged } from '../parse/stage.ts';
import { type StoredObject, WriteConflict } from '../store/object-store.ts';
import { retryOnConflict } from '../store/retry-on-conflict.ts';
import { type ParquetCopy, withWholeParquet } from '../whole-parquet.ts';
import { nextPart, partName } from './parts.ts';
import { ofDays } from './spans-of-rows.ts';

/**
 * A part is closed once it is this large. Whether the last part is still open is read from the store alone, never from what
 * comes in: so all writers of a span aim at the same object, one of them wins, and the others look again. A late event may
 * mean sorting an open part anew, some 1.2 kB of memory a row, so the limit also bounds memory.
 */
const PART_BYTES = 16 * 1024 * 1024;

export interface AppendOptions {
  /** @default 16 MiB */
  readonly partBytes?: number;
}

/** The staged rows of days that share objects. */
interface Incoming extends DayRange {
  readonly rows: number;
  /** Whether no other days are staged. */
  readonly isAll: boolean;
  /** Times of the rows; undefined when some have none. */
  readonly range?: TimeRange;
}

/** How many rows a table has of each log file, by its id: those of events that no file before it brought. */
export type RowsAdded = ReadonlyMap<string, number>;

/**
 * Adds the staged rows of a table to the spans they belong to, each key once: what a span has already stays as it is. New rows
 * go into the span's last part until it is large enough, then into a new one. Tells what the table then has of the staged files;
 * rows of theirs that were there already, from a run that was broken off, are among it, so that doing it again tells the same.
 */
export async function appendEvents(
  lake: Lake,
  table: Table,
  staged: Staged,
  options: AppendOptions = {},
): Promise<RowsAdded> {
  const all = new Map<string, number>();
  for (const incoming of await incomingSpans(lake, table, staged)) {
    const added = await retryOnConflict(
      () => appendToSpan(lake, table, staged, incoming, options.partBytes ?? PART_BYTES),
      lake.deadline,
    );
    for (const [file, rows] of added) all.set(file, (all.get(file) ?? 0) + rows);
  }
  return all;
}

async function incomingSpans(lake: Lake, table: Table, staged: Staged): Promise<Incoming[]> {
  const time = timeColumn(table);
  const rows = await lake.duckdb.rows(`
    SELECT dt, count(*)::INTEGER AS rows, epoch_ms(min(${time})) AS "from", epoch_ms(max(${time})) AS "to",
      count(*) = count(${time}) AS timed
    FROM ${staged.rows(table)} GROUP BY dt ORDER BY dt`);
  const spans = Map.groupBy(rows, ({ dt }) => daysBeside(table, String(dt)).since);
  return [...spans].map(([since, days]) => ({
    ...daysBeside(table, since),
    rows: days.reduce((sum, day) => sum + Number(day.rows), 0),
    isAll: spans.size === 1,
    ...(days.every(({ timed }) => timed === true) && {
      range: {
        from: Math.min(...days.map(({ from }) => Number(from))),
        to: Math.max(...days.map(({ to }) => Number(to))),
      },
    }),
  }));
}

async function appendToSpan(
  lake: Lake,
  table: Table,
  staged: Staged,
  incoming: Incoming,
  partBytes: number,
): Promise<RowsAdded> {
  const parts = await Array.fromAsync(lake.store.list(spanPrefix(table, incoming.since)));
  const last = parts.at(-1);
  const open = last !== undefined && last.size < partBytes ? last : undefined;
  const files: string[] = [];
  const copies: ParquetCopy[] = [];
  // Temporary tables are the whole connection's, and the lake may be used for something else meanwhile.
  const fresh = identifier(`fresh ${randomUUID()}`);
  try {
    let openFile: string | undefined;
    for (const part of parts) {
      if (part !== open && !(await mayHoldCopies(lake, table, part, incoming))) continue;
      const file = scratchFile(lake, 'part.parquet');
      const read = await lake.store.download(part.key, file);
      if (read?.etag !== part.etag) throw new WriteConflict(part.key);
      files.push(file);
      copies.push({ key: part.key, file });
      if (part === open) openFile = file;
    }
    const { count, added } = await withWholeParquet(lake, copies, () =>
      findFresh(lake, table, staged, incoming, files, fresh),
    );
    if (count === 0) return added;
    // Nothing to leave out and nothing to join: the staged file is the part.
    const asStaged = openFile === undefined && incoming.isAll && count === incoming.rows;
    const written = asStaged
      ? staged.parquet(table)
      : await withWholeParquet(lake, copies, async () =>
          writeParquet(
            lake,
            table,
            await withOpenPart(lake, table, openFile, freshRows(table, staged, incoming, fresh), incoming),
            await derivationWith(lake, table, openFile),
          ),
        );
    if (asStaged) await sealParquet(written);
    else files.push(written);
    const key = open?.key ?? objectKey(table, incoming.since, partName(nextPart(parts)));
    await lake.store.put(key, { file: written }, open ?? 'absent');
    return added;
  } finally {
    for (const file of files) await rm(file, { force: true });
    await lake.duckdb.run(`DROP TABLE IF EXISTS ${fresh}`);
  }
}

/**
 * Puts the span's staged rows whose key is in none of the files, of copies the first, into the temporary table. Tells how many these
 * are, and how many rows the span then has of each staged file: those, and what is in the files already.
 */
async function findFresh(
  lake: Lake,
  table: Table,
  staged: Staged,
  incoming: Incoming,
  known: readonly string[],
  fresh: string,
): Promise<{ readonly count: number; readonly added: RowsAdded }> {
  const keys = table.key.map(identifier).join(', ');
  const ofSpan = `SELECT * FROM ${staged.rows(table)} WHERE ${ofDays(incoming)}`;
  const ifAny = (sql: string) => (known.length === 0 ? '' : sql);
  // A key of older rules may lack a column, and is then no row's of today.
  const unseen = ifAny(`ANTI JOIN (SELECT ${keys} FROM ${readParquet(known)}) USING (${keys})`);
  await lake.duckdb.run(`CREATE TEMP TABLE ${fresh} AS
    SELECT min(file_row_number) AS id FROM (${ofSpan}) ${unseen} GROUP BY ${keys}`);
  const there = ifAny(`UNION ALL
      SELECT log_file_id, false FROM ${readParquet(known)} SEMI JOIN (${ofSpan}) USING (log_file_id)`);
  const files = await lake.duckdb.rows(`
    SELECT log_file_id, count(*)::INTEGER AS rows, count(*) FILTER (is_fresh)::INTEGER AS fresh FROM (
      SELECT log_file_id, true AS is_fresh FROM (${ofSpan}) WHERE file_row_number IN (SELECT id FROM ${fresh}) ${there})
    GROUP BY log_file_id`);
  return {
    count: files.reduce((sum, file) => sum + Number(file.fresh), 0),
    added: new Map(files.map((file) => [String(file.log_file_id), Number(file.rows)])),
  };
}

function freshRows(table: Table, staged: Staged, incoming: Incoming, fresh: string): string {
  return `SELECT ${columnList(table)} FROM ${staged.rows(table)}
    WHERE ${ofDays(incoming)} AND file_row_number IN (SELECT id FROM ${fresh})`;
}

/**
 * The open part with the new rows in their places. The part is in order, and so are the rows: only where they reach into each
 * other is anything sorted.
 */
async function withOpenPart(
  lake: Lake,
  table: Table,
  openFile: string | undefined,
  fresh: string,
  { range }: Incoming,
): Promise<RowsToWrite> {
  if (openFile === undefined) return { inOrder: [fresh] };
  const part = `SELECT * FROM ${readParquet([openFile])}`;
  const time = timeColumn(table);
  if (range === undefined || table.sort[0] !== time) return { toSort: `${part} UNION ALL BY NAME ${fresh}` };
  const from = `make_timestamp_ms(${range.from})`;
  const [overlap] = await lake.duckdb.rows(`SELECT 1 FROM (${part}) WHERE ${time} > ${from} LIMIT 1`);
  if (overlap === undefined) return { inOrder: [part, fresh] };
  return {
    inOrder: [`${part} WHERE ${time} < ${from}`],
    toSort: `${part} WHERE ${time} >= ${from} UNION ALL BY NAME ${fresh}`,
  };
}

/** Copies of an event carry the same time, so a part whose times lie apart cannot hold one. */
async function mayHoldCopies(
  lake: Lake,
  table: Table,
  part: StoredObject,
  { range }: Incoming,
): Promise<boolean> {
  if (range === undefined) return true;
  // A footer that cannot be read may hold anything: whoever then reads the part whole says what is wrong with it.
  const there = await timeRangeOf(lake.store, part, timeColumn(table)).catch(() => undefined);
  return there === undefined || (there.from <= range.to && range.from <= there.to);
}

function timeColumn(table: Table): string {
  if (table.partitionBy === null) throw new Error(`table ${table.name}: has no days to append to`);
  return table.partitionBy;
}
