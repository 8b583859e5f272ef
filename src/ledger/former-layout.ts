import { rm } from 'node:fs/promises';
import * as z from 'zod';
import { derivationWith } from '../lake/engine/derivation.ts';
import { scratchFile } from '../lake/engine/engine.ts';
import { readParquet, withEveryColumn, writeParquet } from '../lake/engine/parquet.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { dtSql } from '../lake/parse/select.ts';
import type { ObjectStore } from '../lake/store/object-store.ts';
import { putOnce } from '../lake/store/put-once.ts';
import { withWholeParquet } from '../lake/whole-parquet.ts';
import { FORMER_JOURNAL } from '../lake/write/journal.ts';
import { partName } from '../lake/write/parts.ts';
import { ofDays, spansOfRows } from '../lake/write/spans-of-rows.ts';
import type { Table } from '../tables/define-table.ts';
import { EVERY_STREAM, isFormerLayout, objectKey, tablePrefix } from '../tables/layout.ts';
import { coverage, JOURNALED, rejectedRecords } from '../tables/system-tables.ts';
import { TABLES } from '../tables/tables.ts';
import type { Day } from '../tables/utc-day.ts';
import { journalLedger } from './journal-ledger.ts';
import { hasTables, LAYOUT_MARK } from './layout-mark.ts';

/** Keys of the former ledger's objects as they were when the first began to take it over. */
const FORMER_LEDGER = 'private/former-ledger.json';

const MARK = Buffer.from(`${JSON.stringify({ layout: 2 })}\n`);

/**
 * The ledger comes first, and of it what was there when the first began: a unit that an earlier version of this program lands meanwhile
 * is then unknown to it, and is pulled again, which adds nothing that is there. The other way round it would be known, and its rows
 * would be missing from tables that are taken over already.
 */
const LEDGER: readonly Table[] = [...JOURNALED, rejectedRecords, coverage];

/**
 * Takes over a lake of the former layout, in which each day of a table had a folder of its own (`dt=`), and each stream objects of its
 * own in the ledger: writes the same rows as objects of today's layout, which are not read before all are there. Each is written once
 * and never over another, so it can be killed anywhere, and several may do it at once. What was there stays, and is not read any more.
 * Costs one small read where there is nothing to do. Throws `DamagedObject` of an object that is not what was written.
 */
export async function takeOverFormerLayout(
  lake: ReadableLake,
  { isNewMarked = false, tell = toStandardError }: TakeOverOptions = {},
): Promise<void> {
  if ((await lake.store.head(LAYOUT_MARK)) !== undefined) return;
  let found = false;
  const tables = [...LEDGER, ...TABLES.filter((table) => !LEDGER.includes(table))];
  if (await hasTables(lake.store))
    for (const table of tables.filter(({ partitionBy }) => partitionBy !== null)) {
      const keys = await keysToTakeOver(lake, table);
      if (keys.length > 0) {
        if (!found) tell('taking over the layout of an earlier version: this is done once');
        found = true;
      }
      for (const { key, from } of await successors(lake, table, keys)) await takeOver(lake, table, key, from);
    }
  // The journal begins with what the ledger held before there was one.
  if (found && (await lake.store.head(FORMER_JOURNAL)) === undefined)
    await journalLedger(lake, FORMER_JOURNAL);
  if (found || isNewMarked) await putOnce(lake, LAYOUT_MARK, () => MARK);
}

export interface TakeOverOptions {
  /** Whether a lake in which there is nothing to take over is marked as such. @default false */
  readonly isNewMarked?: boolean;
  readonly tell?: (message: string) => void;
}

async function keysToTakeOver(lake: ReadableLake, table: Table): Promise<string[]> {
  const keys = await formerKeys(lake.store, table);
  if (keys.length === 0 || !LEDGER.includes(table)) return keys;
  const begun = await formerLedger(lake);
  return keys.filter((key) => begun.has(key));
}

async function formerLedger(lake: ReadableLake): Promise<ReadonlySet<string>> {
  if ((await lake.store.head(FORMER_LEDGER)) === undefined) {
    const all: string[] = [];
    for (const table of LEDGER) for (const key of await formerKeys(lake.store, table)) all.push(key);
    await putOnce(lake, FORMER_LEDGER, () => Buffer.from(JSON.stringify(all)));
  }
  const bytes = await lake.store.read(FORMER_LEDGER);
  return new Set(z.array(z.string()).parse(JSON.parse(Buffer.from(bytes ?? []).toString('utf8'))));
}

/** Objects of a table in the former layout. Its days come before anything of today's. */
async function formerKeys(store: ObjectStore, table: Table): Promise<string[]> {
  const prefix = tablePrefix(table);
  const keys: string[] = [];
  for await (const { key } of store.list(table === coverage ? prefix : `${prefix}dt=`))
    if (isFormerLayout(key) && key.endsWith('.parquet')) keys.push(key);
  return keys;
}

/** An object of today's layout, and the rows that go into it: a query over local copies, by their keys. */
interface Successor {
  readonly key: string;
  readonly from: { readonly keys: readonly string[]; readonly condition: string };
}

async function successors(lake: ReadableLake, table: Table, keys: readonly string[]): Promise<Successor[]> {
  if (table === coverage) return coverageSuccessors(lake, keys);
  const groups = Map.groupBy(keys, (key) => objectKey(table, formerDay(key), nameOf(table, key)));
  return [...groups].map(([key, of]) => ({ key, from: { keys: of, condition: 'true' } }));
}

/** Days of coverage are not told by its keys. */
async function coverageSuccessors(lake: ReadableLake, keys: readonly string[]): Promise<Successor[]> {
  if (keys.length === 0) return [];
  return withCopies(lake, keys, async (files) => {
    const spans = await spansOfRows(lake, coverage, `(${rowsOf(coverage, files)})`);
    return spans.map((span) => ({
      key: objectKey(coverage, span.since, EVERY_STREAM),
      from: { keys, condition: ofDays(span) },
    }));
  });
}

const formerDay = (key: string): Day => /\/dt=([^/]+)\//.exec(key)?.[1] ?? '';

function nameOf(table: Table, key: string): string {
  if (LEDGER.includes(table)) return EVERY_STREAM;
  if (table.merge.how === 'append') return partName(0);
  return key.slice(key.lastIndexOf('/') + 1, -'.parquet'.length);
}

async function takeOver(
  lake: ReadableLake,
  table: Table,
  key: string,
  { keys, condition }: Successor['from'],
): Promise<void> {
  if ((await lake.store.head(key)) !== undefined) return;
  const written = await withCopies(lake, keys, async (files) => {
    const derivations: number[] = [];
    for (const file of files) derivations.push(await derivationWith(lake, table, file));
    const rows = `FROM (${rowsOf(table, files)}) WHERE ${condition}`;
    return writeParquet(lake, table, { toSort: rows }, Math.min(...derivations));
  });
  try {
    await putOnce(lake, key, () => ({ file: written }));
  } finally {
    await rm(written, { force: true });
  }
}

/** Rows of the former layout, whose days were told by their folders alone. */
function rowsOf(table: Table, files: readonly string[]): string {
  const rows = withEveryColumn(table, `FROM ${readParquet(files)}`);
  return `SELECT * REPLACE (${dtSql(table.partitionBy ?? '')} AS dt) FROM (${rows})`;
}

async function withCopies<T>(
  lake: ReadableLake,
  keys: readonly string[],
  use: (files: readonly string[]) => Promise<T>,
): Promise<T> {
  const copies: { readonly key: string; readonly file: string }[] = [];
  try {
    for (const key of keys) {
      const file = scratchFile(lake, 'former.parquet');
      if ((await lake.store.download(key, file)) !== undefined) copies.push({ key, file });
    }
    return await withWholeParquet(lake, copies, () => use(copies.map(({ file }) => file)));
  } finally {
    for (const { file } of copies) await rm(file, { force: true });
  }
}

function toStandardError(message: string): void {
  process.stderr.write(`${message}\n`);
}
