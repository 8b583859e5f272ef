import type { ObjectStore } from '../lake/store/object-store.ts';
import { sourceNamed } from '../sources/sources.ts';
import { type Stream, streamName } from '../sources/stream.ts';
import { tablePrefix } from '../tables/layout.ts';
import { coverage } from '../tables/system-tables.ts';

/** The streams a lake has heard of, configured now or not: those it has coverage of. */
export async function knownStreams(store: ObjectStore): Promise<Stream[]> {
  const streams: Stream[] = [];
  for await (const { key } of store.list(tablePrefix(coverage))) {
    const name = key.slice(tablePrefix(coverage).length, -'.parquet'.length);
    // Names of sources have no hyphen, ids of scopes may.
    const cut = name.lastIndexOf('-');
    const source = sourceNamed(name.slice(cut + 1));
    if (source !== undefined) streams.push({ source, scopeId: name.slice(0, cut) });
  }
  return streams;
}

/** Both lists as one, each stream once, in the order of the first. */
export function joinStreams(first: readonly Stream[], second: readonly Stream[]): Stream[] {
  return [...new Map([...first, ...second].map((stream) => [streamName(stream), stream])).values()];
}
