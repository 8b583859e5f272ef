import { literal } from '../lake/engine/duckdb.ts';
import { columnList } from '../lake/engine/parquet.ts';
import type { Lake } from '../lake/lake.ts';
import type { StoredObject } from '../lake/store/object-store.ts';
import { readDayLedger } from '../ledger/day-ledger.ts';
import type { Stream } from '../sources/stream.ts';
import { objectKey } from '../tables/layout.ts';
import type { Day } from '../tables/utc-day.ts';
import { withOriginals } from './read-originals.ts';
import type { Rebuilt } from './rebuilt.ts';
import { replaceObject } from './replace-object.ts';

/** Makes the tables of a day of figures again from the original of its greatest landed revision. */
export async function rebuildDay(lake: Lake, stream: Stream, day: Day, verify: boolean): Promise<Rebuilt[]> {
  const { tables } = stream.source.record;
  const there: (StoredObject | undefined)[] = [];
  // Before the ledger: a day that a collector lands after this is not overwritten.
  for (const table of tables) there.push(await lake.store.head(objectKey(table, day, stream.scopeId)));
  const landed = (await readDayLedger(lake, stream, [day])).get(day)?.landed;
  const rawKey = landed?.rawKey ?? null;
  return withOriginals(lake, stream, [{ rawKey, unit: day }], async (staged) => {
    const rebuilt: Rebuilt[] = [];
    for (const [index, table] of tables.entries()) {
      const wanted = `SELECT ${columnList(table)} FROM ${staged.rows(table)} WHERE dt = ${literal(day)}`;
      const key = objectKey(table, day, stream.scopeId);
      const difference = await replaceObject(lake, table, { key, there: there[index], wanted, verify });
      rebuilt.push({ table: table.name, day, scopeId: stream.scopeId, ...difference });
    }
    return rebuilt;
  });
}
