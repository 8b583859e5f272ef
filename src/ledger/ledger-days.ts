import type { ReadableLake } from '../lake/lake.ts';
import { type Stream, streamName } from '../sources/stream.ts';
import type { Table } from '../tables/define-table.ts';
import { dayOfKey, tablePrefix } from '../tables/layout.ts';
import type { Day } from '../tables/utc-day.ts';

/** The days from `since` on of which one of the lake's own tables has an object of the stream; one listing, nothing read. */
export async function daysOf(lake: ReadableLake, table: Table, stream: Stream, since: Day): Promise<Day[]> {
  const days: Day[] = [];
  const name = `/${streamName(stream)}.parquet`;
  for await (const { key } of lake.store.list(tablePrefix(table), `${tablePrefix(table)}dt=${since}`)) {
    const day = dayOfKey(key);
    if (day !== undefined && key.endsWith(name)) days.push(day);
  }
  return days;
}
