import { literal } from '../lake/engine/duckdb.ts';
import { columnList } from '../lake/engine/parquet.ts';
import type { Lake } from '../lake/lake.ts';
import type { StoredObject } from '../lake/store/object-store.ts';
import { rowsOfDay } from '../lake/write/replace-days.ts';
import { ofDays } from '../lake/write/spans-of-rows.ts';
import { type KnownDay, readDayLedger } from '../ledger/day-ledger.ts';
import type { Stream } from '../sources/stream.ts';
import type { Table } from '../tables/define-table.ts';
import { daysBeside, objectKey } from '../tables/layout.ts';
import type { DayRange } from '../tables/spans.ts';
import { type Day, daysFrom } from '../tables/utc-day.ts';
import { findOriginals } from './find-originals.ts';
import { type KeptOriginal, withOriginals } from './read-originals.ts';
import type { RebuildMode, Rebuilt } from './rebuilt.ts';
import { replaceObject } from './replace-object.ts';

/**
 * Makes the tables of days of figures again, all in one object of each, from the original of each day's greatest landed revision. Other
 * days of the objects stay as they are, and so do those of which nothing tells what they should be.
 */
export async function rebuildDays(
  lake: Lake,
  stream: Stream,
  days: DayRange,
  mode: RebuildMode,
): Promise<Rebuilt[]> {
  const { tables } = stream.source.record;
  const there = new Map<Table, StoredObject | undefined>();
  // Before the ledger: days that a collector lands after this are not overwritten.
  for (const table of tables)
    there.set(table, await lake.store.head(objectKey(table, days.since, stream.scopeId)));
  const originals = await originalsOf(lake, stream, days, mode);
  return withOriginals(lake, stream, [...originals.values()], async (staged) => {
    const rebuilt: Rebuilt[] = [];
    for (const table of tables) {
      // Of what has no place in the object, nothing stays.
      const isOfObject = ofDays(daysBeside(table, days.since));
      const isKnown = `dt IN (${['', ...originals.keys()].map(literal).join(', ')})`;
      const done = await replaceObject(lake, table, {
        ...mode,
        key: objectKey(table, days.since, stream.scopeId),
        there: there.get(table),
        wanted: (before) => `SELECT ${columnList(table)} FROM ${staged.rows(table)} WHERE ${ofDays(days)}
          UNION ALL BY NAME SELECT * FROM (${before}) WHERE NOT ${isKnown} AND ${isOfObject}`,
      });
      const kept = await keptRows(lake, table, there.get(table), days, originals);
      rebuilt.push({ table: table.name, days, scopeId: stream.scopeId, ...done, ...kept });
    }
    return rebuilt;
  });
}

/** Whether rows were left of days that nothing tells of. */
async function keptRows(
  lake: Lake,
  table: Table,
  there: StoredObject | undefined,
  days: DayRange,
  originals: ReadonlyMap<Day, KeptOriginal>,
): Promise<Pick<Rebuilt, 'withheld'>> {
  const unknown = daysFrom(days.since, days.until).filter((day) => !originals.has(day));
  if (there === undefined || unknown.length === 0) return {};
  let rows = 0;
  for (const day of unknown) rows += await rowsOfDay(lake, table, there.key, day);
  if (rows === 0) return {};
  return {
    withheld: `0 rows come of the originals of some days, ${rows} are there; if that is right, rebuild with --allow-fewer`,
  };
}

/** The original of each day that anything tells of; where fewer rows are allowed, of each day. */
async function originalsOf(
  lake: Lake,
  stream: Stream,
  days: DayRange,
  { allowFewer = false }: RebuildMode,
): Promise<Map<Day, KeptOriginal>> {
  const all = daysFrom(days.since, days.until);
  const known = await readDayLedger(lake, stream, all);
  const found = Map.groupBy(await findOriginals(lake, stream, days.since, days.until), ({ day }) => day);
  const originals = new Map<Day, KeptOriginal>();
  for (const day of all) {
    const keys = (found.get(day) ?? []).map(({ key }) => key);
    const original = originalOf(day, known.get(day), keys);
    if (original !== undefined) originals.set(day, original);
    else if (allowFewer) originals.set(day, { rawKey: null, unit: day });
  }
  return originals;
}

/**
 * A day's original as the ledger names it or, where the ledger knows nothing of the day, the only one there is: of several revisions the
 * ledger alone tells which one landed.
 */
function originalOf(
  day: Day,
  known: KnownDay | undefined,
  found: readonly string[],
): KeptOriginal | undefined {
  if (known?.landed !== undefined)
    return { rawKey: known.landed.rawKey, unit: day, pulledAt: known.landed.firstPulledAt };
  if (known !== undefined) return { rawKey: null, unit: day };
  const [only] = found;
  return found.length === 1 && only !== undefined ? { rawKey: only, unit: day } : undefined;
}
