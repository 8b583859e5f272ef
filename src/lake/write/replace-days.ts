import { readFile, rm } from 'node:fs/promises';
import type { Table } from '../../tables/define-table.ts';
import { listedFrom, objectKey, objectsPrefix } from '../../tables/layout.ts';
import type { DayRange } from '../../tables/spans.ts';
import type { Day } from '../../tables/utc-day.ts';
import { derivationWith } from '../engine/derivation.ts';
import { literal } from '../engine/duckdb.ts';
import { scratchFile } from '../engine/engine.ts';
import { columnList, readParquet, writeParquet } from '../engine/parquet.ts';
import type { Lake } from '../lake.ts';
import type { Staged } from '../parse/stage.ts';
import { type StoredObject, WriteConflict } from '../store/object-store.ts';
import { withWholeParquet } from '../whole-parquet.ts';
import { spansOfDays } from './spans-of-rows.ts';

/**
 * The version (ETag) of each object before upstream is asked. Writes name it as their precondition, so that an older answer
 * never replaces a newer one. An own write is the version that the next one expects: days of one answer may come in several batches.
 */
export type EtagSnapshot = Map<string, StoredObject>;

/** The objects of the tables that have days from `since` on. */
export async function snapshotEtags(lake: Lake, tables: readonly Table[], since: Day): Promise<EtagSnapshot> {
  const etags = new Map<string, StoredObject>();
  for (const table of tables) {
    for await (const object of lake.store.list(objectsPrefix(table), listedFrom(table, since))) {
      etags.set(object.key, object);
    }
  }
  return etags;
}

/**
 * Replaces a scope's days of a table by the staged rows of those days, each day whole; other days stay as they are. Days that share
 * an object change by one write. Throws `WriteConflict` when somebody else wrote one of the objects since the snapshot: then upstream
 * has to be asked again.
 */
export async function replaceDays(
  lake: Lake,
  table: Table,
  staged: Staged,
  days: readonly Day[],
  scopeId: string,
  etags: EtagSnapshot,
): Promise<void> {
  const filled = await lake.duckdb.rows(`SELECT DISTINCT dt FROM ${staged.rows(table)}`);
  const withRows = new Set(filled.map(({ dt }) => String(dt)));
  for (const span of spansOfDays(table, days)) {
    const inSpan = days.filter((day) => day >= span.since && day < span.until);
    const there = etags.get(objectKey(table, span.since, scopeId));
    // Empty days that never had an object need none.
    if (there !== undefined || inSpan.some((day) => withRows.has(day)))
      await replaceInObject(lake, table, staged, { span, days: inSpan, scopeId, there }, etags);
  }
}

interface DaysToReplace {
  readonly span: DayRange;
  readonly days: readonly Day[];
  readonly scopeId: string;
  readonly there: StoredObject | undefined;
}

async function replaceInObject(
  lake: Lake,
  table: Table,
  staged: Staged,
  { span, days, scopeId, there }: DaysToReplace,
  etags: EtagSnapshot,
): Promise<void> {
  const key = objectKey(table, span.since, scopeId);
  const before = scratchFile(lake, 'there.parquet');
  let written: string | undefined;
  try {
    if (there !== undefined && (await lake.store.download(key, before))?.etag !== there.etag)
      throw new WriteConflict(key);
    const copies = there === undefined ? [] : [{ key, file: before }];
    const isReplaced = `dt IN (${days.map(literal).join(', ')})`;
    const rows = [
      `SELECT ${columnList(table)} FROM ${staged.rows(table)} WHERE ${isReplaced}`,
      ...copies.map(({ file }) => `SELECT * FROM ${readParquet([file])} WHERE NOT ${isReplaced}`),
    ];
    written = await withWholeParquet(lake, copies, async () =>
      writeParquet(
        lake,
        table,
        { toSort: rows.join(' UNION ALL BY NAME ') },
        await derivationWith(lake, table, there && before),
      ),
    );
    if (there !== undefined && (await readFile(before)).equals(await readFile(written))) return;
    etags.set(key, await lake.store.put(key, { file: written }, there ?? 'absent'));
  } finally {
    for (const file of [before, written]) if (file !== undefined) await rm(file, { force: true });
  }
}

/** Number of rows an object of a table has of a day. */
export async function rowsOfDay(lake: Lake, table: Table, key: string, day: Day): Promise<number> {
  const file = scratchFile(lake, `${table.name}.parquet`);
  try {
    if ((await lake.store.download(key, file)) === undefined) return 0;
    return await withWholeParquet(lake, [{ key, file }], async () => {
      const [row] = await lake.duckdb.rows(
        `SELECT count(*)::INTEGER AS rows FROM ${readParquet([file])} WHERE dt = ${literal(day)}`,
      );
      return Number(row?.rows);
    });
  } finally {
    await rm(file, { force: true });
  }
}
