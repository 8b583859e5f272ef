import type { ReadableLake } from '../lake/lake.ts';
import type { Stream } from '../sources/stream.ts';
import { dayOfKey, nameOfRawKey, rawPrefix } from '../tables/layout.ts';
import type { Day } from '../tables/utc-day.ts';

/** An original as it is found by listing, whatever the ledger says of it. */
export interface FoundOriginal {
  readonly key: string;
  readonly day: Day;
  /** The log file's id, or the hash of its records. */
  readonly name: string;
}

/** The originals of a stream of the days from `from` until and with `to`, by day and name. One listing. */
export async function findOriginals(
  { store }: Pick<ReadableLake, 'store'>,
  { source, scopeId }: Stream,
  from: Day,
  to: Day,
): Promise<FoundOriginal[]> {
  const prefix = rawPrefix(source.name, scopeId);
  const found: FoundOriginal[] = [];
  for await (const { key } of store.list(prefix, `${prefix}dt=${from}`)) {
    const day = dayOfKey(key);
    if (day === undefined) continue;
    if (day > to) break;
    found.push({ key, day, name: nameOfRawKey(key) });
  }
  return found;
}
