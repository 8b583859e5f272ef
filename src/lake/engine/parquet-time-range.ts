import type { ObjectStore, StoredObject } from '../store/object-store.ts';
import { footerOf } from './parquet-footer.ts';

/** Earliest and latest value of a timestamp column, in milliseconds. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Time range of a Parquet object, from its footer alone: a few kilobytes read, whatever its size. Undefined when the
 * footer does not say, or when some rows have no time: such a file may hold anything.
 */
export async function timeRangeOf(
  store: ObjectStore,
  object: StoredObject,
  column: string,
): Promise<TimeRange | undefined> {
  const metadata = await footerOf(store, object);
  let range: TimeRange | undefined;
  for (const group of metadata.row_groups) {
    const stats = group.columns.find((chunk) => chunk.meta_data?.path_in_schema[0] === column)?.meta_data
      ?.statistics;
    const { min_value, max_value, null_count } = stats ?? {};
    if (!(min_value instanceof Date) || !(max_value instanceof Date) || null_count !== 0n) return undefined;
    range = {
      from: Math.min(range?.from ?? Number.POSITIVE_INFINITY, min_value.getTime()),
      to: Math.max(range?.to ?? Number.NEGATIVE_INFINITY, max_value.getTime()),
    };
  }
  return range;
}
