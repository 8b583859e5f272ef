import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Table } from '../tables/define-table.ts';
import { identifier, literal } from './duck.ts';
import type { Lake } from './lake.ts';
import { objectKey, partitionPrefix } from './layout.ts';
import { LostRace, type StoredObject } from './object-store.ts';
import { columnList, type RowsToWrite, readParquet, writeParquet } from './parquet.ts';
import { stagedName } from './stage.ts';
import { type TimeRange, timeRangeOf } from './time-range.ts';

/**
 * A part is closed once it is this large. Whether the last part is still open is read from the store alone, never from what
 * comes in: so all writers of a day aim at the same object, one of them wins, and the others look again. A late event may
 * mean sorting an open part anew, some 1.2 kB of memory a row, so the limit also bounds memory.
 */
const PART_BYTES = 16 * 1024 * 1024;

export interface AppendOptions {
  /** @default 16 MiB */
  readonly partBytes?: number;
}

/**
 * Adds the staged rows of a table to the days they belong to, each key once: what a day has already stays as it is. New rows
 * go into the day's last part until it is large enough, then into a new one.
 */
export async function appendNew(lake: Lake, table: Table, options: AppendOptions = {}): Promise<void> {
  const days = await lake.duck.rows(`SELECT DISTINCT dt FROM ${stagedName(table)} ORDER BY dt`);
  for (const { dt } of days) await appendToDay(lake, table, String(dt), options.partBytes ?? PART_BYTES);
}

async function appendToDay(lake: Lake, table: Table, dt: string, partBytes: number): Promise<void> {
  for (;;) {
    try {
      return await appendOnce(lake, table, dt, partBytes);
    } catch (error) {
      if (!(error instanceof LostRace)) throw error;
    }
  }
}

async function appendOnce(lake: Lake, table: Table, dt: string, partBytes: number): Promise<void> {
  const parts = await Array.fromAsync(lake.store.list(partitionPrefix(table, dt)));
  const last = parts.at(-1);
  const open = last !== undefined && last.size < partBytes ? last : undefined;
  const incoming = await incomingRange(lake, table, dt);
  const files: string[] = [];
  try {
    let openFile: string | undefined;
    for (const part of parts) {
      if (part !== open && !(await mayOverlap(lake, table, part, incoming))) continue;
      const file = join(lake.workDir, `part-${files.length}.parquet`);
      const read = await lake.store.download(part.key, file);
      if (read?.etag !== part.etag) throw new LostRace(part.key);
      files.push(file);
      if (part === open) openFile = file;
    }
    await lake.duck.run(`CREATE OR REPLACE TEMP TABLE new_ids AS ${newIds(table, dt, files)}`);
    const [found] = await lake.duck.rows('SELECT 1 FROM new_ids LIMIT 1');
    if (found === undefined) return;
    const written = await writeParquet(lake, table, rowsToWrite(table, openFile, incoming));
    files.push(written);
    const key = open?.key ?? objectKey(table, dt, partName(parts.length));
    await lake.store.put(key, { file: written }, open ?? 'absent');
  } finally {
    for (const file of files) await rm(file, { force: true });
  }
}

/** The staged rows of a day whose key is in none of the files; of copies the first, which is of the earliest file. */
function newIds(table: Table, dt: string, known: readonly string[]): string {
  const keys = table.key.map(identifier).join(', ');
  const unseen = known.length === 0 ? '' : `AND (${keys}) NOT IN (SELECT ${keys} FROM ${readParquet(known)})`;
  return `SELECT min(rowid) AS id FROM ${stagedName(table)} WHERE dt = ${literal(dt)} ${unseen} GROUP BY ${keys}`;
}

/** The open part with the new rows in their places. What is older than all of them is passed on as it stands. */
function rowsToWrite(table: Table, openFile: string | undefined, incoming: TimeRange | undefined): RowsToWrite {
  const fresh = `SELECT ${columnList(table)} FROM ${stagedName(table)} WHERE rowid IN (SELECT id FROM new_ids)`;
  if (openFile === undefined) return { rows: fresh };
  const part = `SELECT * FROM ${readParquet([openFile])}`;
  if (incoming === undefined || table.sort[0] !== timeColumn(table)) return { rows: `${part} UNION ALL BY NAME ${fresh}` };
  const from = `make_timestamp_ms(${incoming.from})`;
  return {
    head: `${part} WHERE ${timeColumn(table)} < ${from}`,
    rows: `${part} WHERE ${timeColumn(table)} >= ${from} UNION ALL BY NAME ${fresh}`,
  };
}

async function incomingRange(lake: Lake, table: Table, dt: string): Promise<TimeRange | undefined> {
  const time = timeColumn(table);
  const [row] = await lake.duck.rows(`
    SELECT epoch_ms(min(${time})) AS "from", epoch_ms(max(${time})) AS "to", count(*) = count(${time}) AS timed
    FROM ${stagedName(table)} WHERE dt = ${literal(dt)}`);
  return row?.timed === true ? { from: Number(row.from), to: Number(row.to) } : undefined;
}

/** Copies of an event carry the same time, so a part whose times lie apart cannot hold one. */
async function mayOverlap(
  lake: Lake,
  table: Table,
  part: StoredObject,
  incoming: TimeRange | undefined,
): Promise<boolean> {
  if (incoming === undefined) return true;
  const range = await timeRangeOf(lake.store, part, timeColumn(table));
  return range === undefined || (range.from <= incoming.to && incoming.from <= range.to);
}

function timeColumn(table: Table): string {
  if (table.partitionBy === null) throw new Error(`table ${table.name}: has no days to append to`);
  return table.partitionBy;
}

const partName = (index: number): string => `part-${String(index).padStart(5, '0')}`;
