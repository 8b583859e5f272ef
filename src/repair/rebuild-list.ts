import { rename, rm } from 'node:fs/promises';
import { scratchFile } from '../lake/engine/engine.ts';
import { columnList, readParquet } from '../lake/engine/parquet.ts';
import type { Lake } from '../lake/lake.ts';
import type { StoredObject } from '../lake/store/object-store.ts';
import { latestOf } from '../lake/write/merge-latest.ts';
import { ofDays, spansOfRows } from '../lake/write/spans-of-rows.ts';
import { type Revision, readRevisions } from '../ledger/day-ledger.ts';
import { daysOf } from '../ledger/ledger-objects.ts';
import { isOf, type Stream } from '../sources/stream.ts';
import type { Table } from '../tables/define-table.ts';
import { daysOfKey, nameOfKey, objectKey, objectsPrefix, UNDATED } from '../tables/layout.ts';
import type { DayRange } from '../tables/spans.ts';
import { ledgerDays } from '../tables/system-tables.ts';
import type { Day } from '../tables/utc-day.ts';
import { findOriginals } from './find-originals.ts';
import { withOriginals } from './read-originals.ts';
import type { RebuildMode, Rebuilt } from './rebuilt.ts';
import { replaceObject } from './replace-object.ts';

/** Makes a list's tables again by merging the originals of all its landed pulls, oldest first. */
export async function rebuildList(lake: Lake, stream: Stream, mode: RebuildMode): Promise<Rebuilt[]> {
  const { tables } = stream.source.record;
  const there = new Map<Table, Map<string, StoredObject>>();
  for (const table of tables) there.set(table, await objectsOf(lake, table, stream.scopeId));
  const days = await daysOf(lake, ledgerDays, stream, UNDATED);
  const pulls = await landedPulls(lake, stream, days);
  const files = new Map<Table, string[]>(tables.map((table) => [table, []]));
  try {
    for (const pull of pulls) await keepStaged(lake, stream, pull, files);
    const rebuilt: Rebuilt[] = [];
    for (const table of tables)
      rebuilt.push(
        ...(await rebuildTable(lake, table, stream.scopeId, files.get(table) ?? [], there.get(table), mode)),
      );
    return rebuilt;
  } finally {
    for (const file of [...files.values()].flat()) await rm(file, { force: true });
  }
}

/** What a pull of the list is made again of. */
type Pull = Pick<Revision, 'day' | 'rawKey' | 'version'> & Partial<Pick<Revision, 'firstPulledAt'>>;

/**
 * The landed pulls of the ledger and, as what it does not know is not nothing, those of originals it has no row of; by day. Of
 * a list that comes in versions the ledger alone tells the version.
 */
async function landedPulls(lake: Lake, stream: Stream, days: readonly Day[]): Promise<Pull[]> {
  const revisions = await readRevisions(lake, stream, days);
  const landed: Pull[] = revisions.filter(({ state }) => state === 'landed');
  if (isOf(stream, 'list') && stream.source.changes !== undefined) return landed;
  const known = new Set(revisions.map(({ rawKey }) => rawKey));
  const found = await findOriginals(lake, stream, UNDATED, '9999-01-01');
  const unknown = found.filter(({ key }) => !known.has(key));
  const pulls = [...landed, ...unknown.map(({ key, day }) => ({ day, rawKey: key, version: '' }))];
  return pulls.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

async function objectsOf(lake: Lake, table: Table, scopeId: string): Promise<Map<string, StoredObject>> {
  const objects = new Map<string, StoredObject>();
  for await (const object of lake.store.list(objectsPrefix(table))) {
    if (nameOfKey(object.key) === scopeId) objects.set(object.key, object);
  }
  return objects;
}

/** Stages a pull's original, and keeps its rows when the rest of the staging is gone. */
async function keepStaged(
  lake: Lake,
  stream: Stream,
  { day, rawKey, version, firstPulledAt }: Pull,
  files: ReadonlyMap<Table, string[]>,
): Promise<void> {
  const keep = async (parquet: (table: Table) => string) => {
    for (const [table, kept] of files) {
      const file = scratchFile(lake, `${table.name}.parquet`);
      await rename(parquet(table), file);
      kept.push(file);
    }
  };
  await withOriginals(
    lake,
    stream,
    [{ rawKey, unit: '', ...(firstPulledAt && { pulledAt: firstPulledAt }) }],
    (staged) => keep(staged.parquet),
    {
      day,
      version,
    },
  );
}

async function rebuildTable(
  lake: Lake,
  table: Table,
  scopeId: string,
  files: readonly string[],
  there: ReadonlyMap<string, StoredObject> = new Map(),
  mode: RebuildMode,
): Promise<Rebuilt[]> {
  const pulls = files.map(
    (file, index) => `SELECT ${columnList(table)}, ${index} AS incoming FROM ${readParquet([file])}`,
  );
  if (pulls.length === 0) return [];
  const newest = `(${latestOf(table, pulls.join(' UNION ALL BY NAME '))})`;
  const spans = table.partitionBy === null ? [null] : await spansOfRows(lake, table, newest);
  const keys = new Map<string, DayRange | null>([
    ...[...there.keys()].map((key) => [key, daysOfKey(key, table) ?? null] as const),
    ...spans.map((span) => [objectKey(table, span?.since ?? null, scopeId), span] as const),
  ]);
  const rebuilt: Rebuilt[] = [];
  for (const [key, days] of [...keys].sort()) {
    const rows = `SELECT ${columnList(table)} FROM ${newest} WHERE ${days === null ? 'true' : ofDays(days)}`;
    const done = await replaceObject(lake, table, {
      ...mode,
      key,
      there: there.get(key),
      wanted: () => rows,
    });
    rebuilt.push({ table: table.name, days, scopeId, ...done });
  }
  return rebuilt;
}
