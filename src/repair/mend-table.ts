import { rm } from 'node:fs/promises';
import { writeParquet } from '../lake/engine/parquet.ts';
import { rowsIn } from '../lake/engine/row-difference.ts';
import type { Lake } from '../lake/lake.ts';
import { readDayLedger } from '../ledger/day-ledger.ts';
import type { Stream } from '../sources/stream.ts';
import type { Table } from '../tables/define-table.ts';
import { dayOfKey } from '../tables/layout.ts';
import { addDays } from '../tables/utc-day.ts';
import { planRebuild, type RebuildItem, rebuildItem } from './rebuild.ts';
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
  const day = dayOfKey(key) ?? null;
  const range = day === null ? {} : { since: day, until: addDays(day, 1) };
  const items = (await planRebuild(lake, streams, { ...range, tables: [table.name] })).filter((item) =>
    isOf(item, key),
  );
  const done: Rebuilt[] = [];
  for (const item of items) done.push(...(await rebuildItem(lake, item)));
  const of = done.filter(
    (one) => one.table === table.name && (table.partitionBy === null || one.day === day),
  );
  const withheld = of.find((one) => one.withheld !== undefined)?.withheld;
  if (withheld !== undefined) return withheld;
  if ((await lake.store.head(key)) !== undefined) return undefined;
  const hasRows = of.some(({ rows }) => rows > 0);
  if (!hasRows && !(await isEmptyDay(lake, streams, items))) return 'no original has rows of it';
  await putEmpty(lake, table, key);
  return undefined;
}

/** Items of logs are of all streams of their table; others of the one scope the object is named after. */
function isOf({ streams }: RebuildItem, key: string): boolean {
  return (
    /\/part-\d+\.parquet$/.test(key) || streams.some(({ scopeId }) => key.endsWith(`/${scopeId}.parquet`))
  );
}

/** Whether the ledger says that the day landed without rows. */
async function isEmptyDay(
  lake: Lake,
  streams: readonly Stream[],
  items: readonly RebuildItem[],
): Promise<boolean> {
  for (const { streams: of, day } of items) {
    const stream = streams.find(
      ({ source, scopeId }) => source.name === of[0]?.source && scopeId === of[0]?.scopeId,
    );
    if (stream === undefined || day === null || stream.source.kind !== 'days') continue;
    const known = await readDayLedger(lake, stream, [day]);
    if (known.get(day)?.landed?.rows === 0) return true;
  }
  return false;
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
