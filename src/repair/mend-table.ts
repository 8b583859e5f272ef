import { rm } from 'node:fs/promises';
import { writeParquet } from '../lake/engine/parquet.ts';
import { rowsIn } from '../lake/engine/row-difference.ts';
import type { Lake } from '../lake/lake.ts';
import { readDayLedger } from '../ledger/day-ledger.ts';
import type { Stream } from '../sources/stream.ts';
import type { Table } from '../tables/define-table.ts';
import { daysOfKey, nameOfKey } from '../tables/layout.ts';
import type { DayRange } from '../tables/spans.ts';
import { daysFrom } from '../tables/utc-day.ts';
import { planRebuild, type RebuildItem, rebuildApart } from './rebuild.ts';
import type { Rebuilt } from './rebuilt.ts';

/**
 * Makes a damaged object of a table again from originals. `lake` hides the damaged one. Tells why it could not be made; undefined
 * when it is there again, or when its rows are in the other parts of its day, and an empty one stands in its place. Throws
 * `DamagedObject` of an original that is damaged too.
 */
export async function mendTable(
  lake: Lake,
  streams: readonly Stream[],
  table: Table,
  key: string,
): Promise<string | undefined> {
  const days = daysOfKey(key, table);
  const items = (await planRebuild(lake, streams, { ...days, tables: [table.name] })).filter((item) =>
    isOf(item, key),
  );
  const done: Rebuilt[] = [];
  for (const item of items) {
    const { rebuilt, damaged } = await rebuildApart(lake, item);
    const [unmade] = damaged;
    if (unmade !== undefined) throw unmade;
    done.push(...rebuilt);
  }
  const of = done.filter((one) => one.table === table.name && isWithin(one, days));
  const withheld = of.find((one) => one.withheld !== undefined)?.withheld;
  if (withheld !== undefined) return withheld;
  if ((await lake.store.head(key)) !== undefined) return undefined;
  const hasRows = of.some(({ rows }) => rows > 0);
  if (!hasRows && !(await isEmpty(lake, streams, items))) return 'no original has rows of it';
  await putEmpty(lake, table, key);
  return undefined;
}

function isWithin(one: Rebuilt, days: DayRange | undefined): boolean {
  return (
    days === undefined || (one.days !== null && one.days.since >= days.since && one.days.since < days.until)
  );
}

/** Items of logs are of all streams of their table; others of the one scope the object is named after. */
function isOf({ streams }: RebuildItem, key: string): boolean {
  const name = nameOfKey(key);
  return /^part-\d+$/.test(name) || streams.some(({ scopeId }) => name === scopeId);
}

/** Whether the ledger says of days that they landed without rows, and of none that it has some. */
async function isEmpty(
  lake: Lake,
  streams: readonly Stream[],
  items: readonly RebuildItem[],
): Promise<boolean> {
  const landed: number[] = [];
  for (const { streams: of, days } of items) {
    const stream = streams.find(
      ({ source, scopeId }) => source.name === of[0]?.source && scopeId === of[0]?.scopeId,
    );
    if (stream === undefined || days === null || stream.source.kind !== 'days') continue;
    const known = await readDayLedger(lake, stream, daysFrom(days.since, days.until));
    for (const day of known.values()) if (day.landed !== undefined) landed.push(day.landed.rows);
  }
  return landed.length > 0 && landed.every((rows) => rows === 0);
}

/** Puts an object of no rows where there is none. */
export async function putEmpty(
  lake: Pick<Lake, 'duckdb' | 'store' | 'workDir'>,
  table: Table,
  key: string,
): Promise<void> {
  const file = await writeParquet(lake, table, { toSort: rowsIn(table, []) });
  try {
    await lake.store.put(key, { file }, 'absent');
  } finally {
    await rm(file, { force: true });
  }
}
