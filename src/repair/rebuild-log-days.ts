import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { currentDerivation, derivationOf } from '../lake/engine/derivation.ts';
import { identifier, type Row } from '../lake/engine/duckdb.ts';
import { scratchFolder } from '../lake/engine/engine.ts';
import { columnList, readParquet, writeParquet } from '../lake/engine/parquet.ts';
import { type Difference, rowDifference, rowsIn } from '../lake/engine/row-difference.ts';
import { isoOf } from '../lake/iso-of.ts';
import type { Lake } from '../lake/lake.ts';
import { type Expected, type StoredObject, WriteConflict } from '../lake/store/object-store.ts';
import { requireWholeParquet } from '../lake/whole-parquet.ts';
import { nextPart, partName } from '../lake/write/parts.ts';
import { ofDays } from '../lake/write/spans-of-rows.ts';
import { readLedgerSince } from '../ledger/ledger-objects.ts';
import type { LogSource } from '../sources/source.ts';
import type { Stream } from '../sources/stream.ts';
import type { Table } from '../tables/define-table.ts';
import { daysBeside, objectKey, spanPrefix, UNDATED } from '../tables/layout.ts';
import type { DayRange } from '../tables/spans.ts';
import { ledgerFiles } from '../tables/system-tables.ts';
import { addDays, startOf } from '../tables/utc-day.ts';
import { findOriginals } from './find-originals.ts';
import { type KeptOriginal, withOriginals } from './read-originals.ts';
import { type RebuildMode, type Rebuilt, reasonToWithhold } from './rebuilt.ts';

/** An event's file may come this many days after it: upstream keeps files no longer. */
const LATEST_DAYS = 31;

/** A part as it stands, and a local copy. */
interface Part {
  readonly part: StoredObject;
  readonly file: string;
}

/**
 * Makes days of a log's tables, whose parts they share, again from the originals of all files that have events of those days. Rows go
 * into the part they stand in, so a change is one write of the parts it touches; rows of no part make a new one. Rows of other days stay.
 */
export async function rebuildLogDays(
  lake: Lake,
  streams: readonly Stream<LogSource>[],
  days: DayRange,
  mode: RebuildMode,
): Promise<Rebuilt[]> {
  const [stream] = streams;
  if (stream === undefined) return [];
  const { tables } = stream.source.record;
  const folder = await scratchFolder(lake, 'parts');
  try {
    // Before the ledger: a part that a collector writes after this is not overwritten.
    const parts = new Map<Table, Part[]>();
    for (const table of tables) parts.set(table, await partsOf(lake, table, days, folder));
    const originals = await originalsOf(lake, streams, days);
    return await withOriginals(lake, stream, originals, async (staged) => {
      const rebuilt: Rebuilt[] = [];
      for (const table of tables) {
        const wanted = await writeParquet(lake, table, {
          toSort: firstCopies(table, staged.rows(table), days),
        });
        try {
          const done = await mend(lake, table, days, wanted, parts.get(table) ?? [], mode);
          rebuilt.push({ table: table.name, days, scopeId: null, ...done });
        } finally {
          await rm(wanted, { force: true });
        }
      }
      return rebuilt;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function partsOf(lake: Lake, table: Table, { since }: DayRange, folder: string): Promise<Part[]> {
  const parts: Part[] = [];
  for await (const part of lake.store.list(spanPrefix(table, since))) {
    const file = join(folder, `${randomUUID()}.parquet`);
    const read = await lake.store.download(part.key, file);
    if (read?.etag !== part.etag) throw new WriteConflict(part.key);
    await requireWholeParquet(lake, { key: part.key, file });
    parts.push({ part, file });
  }
  return parts;
}

/** Compares the parts with the rows the days should have, and writes those that differ, unless it is only to be looked. */
async function mend(
  lake: Lake,
  table: Table,
  days: DayRange,
  wanted: string,
  parts: readonly Part[],
  mode: RebuildMode,
): Promise<Difference & Pick<Rebuilt, 'isOutdated' | 'withheld'>> {
  const files = parts.map(({ file }) => file);
  const difference = await compare(lake, table, days, wanted, files);
  const now = currentDerivation(table);
  const outdated = new Set<Part>();
  for (const part of parts) if ((await derivationOf(lake, part.file)) < now) outdated.add(part);
  const isOutdated = outdated.size > 0;
  if (mode.verify || (difference.missing + difference.surplus === 0 && !isOutdated))
    return { ...difference, isOutdated };
  const withheld = reasonToWithhold(difference, mode);
  if (withheld !== undefined) return { ...difference, isOutdated, withheld };
  for (const one of parts) {
    const { part, file } = one;
    const rows = `SELECT * FROM ${readParquet([wanted])} SEMI JOIN (${keysIn(table, [file])}) USING (${keyOf(table)})
      UNION ALL BY NAME SELECT * FROM (${rowsIn(table, [file])}) WHERE NOT (${concerned(table, days)})`;
    const { missing, surplus } = await rowDifference(lake, table, rows, rowsIn(table, [file]));
    if (missing + surplus > 0 || outdated.has(one)) await put(lake, table, part.key, rows, part);
  }
  const inParts = files.length === 0 ? '' : `ANTI JOIN (${keysIn(table, files)}) USING (${keyOf(table)})`;
  const inNone = `SELECT * FROM ${readParquet([wanted])} ${inParts}`;
  const [left] = await lake.duckdb.rows(`SELECT count(*)::INTEGER AS rows FROM (${inNone})`);
  if (Number(left?.rows) > 0)
    await put(
      lake,
      table,
      objectKey(table, days.since, partName(nextPart(parts.map(({ part }) => part)))),
      inNone,
      'absent',
    );
  return { ...difference, isOutdated };
}

/** Rows of the parts that a rebuild of the days is about: theirs, and what has no place in the parts at all. */
const concerned = (table: Table, days: DayRange): string =>
  `(${ofDays(days)}) OR NOT (${ofDays(daysBeside(table, days.since))})`;

const keyOf = (table: Table): string => table.key.map(identifier).join(', ');

const keysIn = (table: Table, files: readonly string[]): string =>
  `SELECT ${keyOf(table)} FROM ${readParquet(files)}`;

/** Which of two files with the same copy of an event is named is no difference: collectors at once may land either first. */
function compare(
  lake: Lake,
  table: Table,
  days: DayRange,
  wanted: string,
  files: readonly string[],
): Promise<Difference> {
  const anyFile = (rows: string) => `SELECT * REPLACE (NULL AS log_file_id) FROM (${rows})`;
  return rowDifference(
    lake,
    table,
    anyFile(`FROM ${readParquet([wanted])}`),
    anyFile(`FROM (${rowsIn(table, files)}) WHERE ${concerned(table, days)}`),
  );
}

function firstCopies(table: Table, staged: string, days: DayRange): string {
  return `SELECT ${columnList(table)} FROM ${staged} WHERE ${ofDays(days)}
    QUALIFY row_number() OVER (PARTITION BY ${keyOf(table)} ORDER BY file_row_number) = 1`;
}

async function put(lake: Lake, table: Table, key: string, toSort: string, expected: Expected): Promise<void> {
  const file = await writeParquet(lake, table, { toSort });
  try {
    await lake.store.put(key, { file }, expected);
  } finally {
    await rm(file, { force: true });
  }
}

/**
 * Originals of landed files that have events of the days, in the order in which they landed; then those the ledger knows nothing
 * of, as what it does not know is not nothing.
 */
async function originalsOf(
  lake: Lake,
  streams: readonly Stream<LogSource>[],
  days: DayRange,
): Promise<KeptOriginal[]> {
  const [from, to] = hasUndated(days)
    ? [UNDATED, '9999-01-01']
    : [addDays(days.since, -1), addDays(days.until, LATEST_DAYS)];
  const rows: { readonly row: Row; readonly eventType: string }[] = [];
  const unknown: KeptOriginal[] = [];
  for (const stream of streams) {
    const { eventType } = stream.source;
    // An event may lie far from its file's own time, so any file may hold one of any day.
    const known = await readLedgerSince(lake, ledgerFiles, stream, UNDATED);
    const ids = new Set(known.map((row) => String(row.log_file_id)));
    rows.push(...known.map((row) => ({ row, eventType })));
    for (const { key, name } of await findOriginals(lake, stream, from, to))
      if (!ids.has(name)) unknown.push({ rawKey: key, unit: name, eventType });
  }
  const landed = rows
    .filter(({ row }) => row.state === 'landed' && mayHold(row, days))
    .sort((a, b) => (orderOf(a.row) < orderOf(b.row) ? -1 : 1))
    .map(({ row, eventType }) => ({
      rawKey: row.raw_key == null ? null : String(row.raw_key),
      unit: String(row.log_file_id),
      eventType,
      pulledAt: new Date(isoOf(row.pulled_at)),
    }));
  return [...landed, ...unknown];
}

/** Whether the home of events without a time is among the days: any file may have such. */
const hasUndated = ({ since, until }: DayRange): boolean => since <= UNDATED && UNDATED < until;

function mayHold({ first_event, last_event }: Row, days: DayRange): boolean {
  if (hasUndated(days)) return true;
  if (first_event == null || last_event == null) return false;
  const [from, to] = [startOf(days.since), startOf(days.until)];
  return Date.parse(isoOf(first_event)) < to && Date.parse(isoOf(last_event)) >= from;
}

const orderOf = (row: Row): string => [row.pulled_at, row.file_end_time, row.log_file_id].join(' ');
