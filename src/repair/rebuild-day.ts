import { literal } from '../lake/engine/duckdb.ts';
import { columnList } from '../lake/engine/parquet.ts';
import type { Lake } from '../lake/lake.ts';
import type { StoredObject } from '../lake/store/object-store.ts';
import { readDayLedger } from '../ledger/day-ledger.ts';
import type { Stream } from '../sources/stream.ts';
import { objectKey } from '../tables/layout.ts';
import type { Day } from '../tables/utc-day.ts';
import { findOriginals } from './find-originals.ts';
import { type KeptOriginal, withOriginals } from './read-originals.ts';
import type { RebuildMode, Rebuilt } from './rebuilt.ts';
import { replaceObject } from './replace-object.ts';

/** Makes the tables of a day of figures again from the original of its greatest landed revision. */
export async function rebuildDay(
  lake: Lake,
  stream: Stream,
  day: Day,
  mode: RebuildMode,
): Promise<Rebuilt[]> {
  const { tables } = stream.source.record;
  const there: (StoredObject | undefined)[] = [];
  // Before the ledger: a day that a collector lands after this is not overwritten.
  for (const table of tables) there.push(await lake.store.head(objectKey(table, day, stream.scopeId)));
  const original = await originalOf(lake, stream, day);
  return withOriginals(lake, stream, [original], async (staged) => {
    const rebuilt: Rebuilt[] = [];
    for (const [index, table] of tables.entries()) {
      const wanted = `SELECT ${columnList(table)} FROM ${staged.rows(table)} WHERE dt = ${literal(day)}`;
      const key = objectKey(table, day, stream.scopeId);
      const done = await replaceObject(lake, table, { ...mode, key, there: there[index], wanted });
      rebuilt.push({ table: table.name, day, scopeId: stream.scopeId, ...done });
    }
    return rebuilt;
  });
}

/** The day's original as the ledger names it or, where the ledger knows nothing of the day, the only one there is. */
async function originalOf(lake: Lake, stream: Stream, day: Day): Promise<KeptOriginal> {
  const known = (await readDayLedger(lake, stream, [day])).get(day);
  if (known?.landed !== undefined)
    return { rawKey: known.landed.rawKey, unit: day, pulledAt: known.landed.firstPulledAt };
  if (known !== undefined) return { rawKey: null, unit: day };
  const found = await findOriginals(lake, stream, day, day);
  // Of several revisions the ledger alone tells which one landed; with none of them, nothing is written over what is there.
  return { rawKey: found.length === 1 ? (found[0]?.key ?? null) : null, unit: day };
}
