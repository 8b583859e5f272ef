import type { ReadableLake } from '../lake/lake.ts';
import { DamagedObject, type ObjectStore } from '../lake/store/object-store.ts';
import { readSystemRows } from '../lake/write/system-tables.ts';
import { sourceNamed } from '../sources/sources.ts';
import { type Stream, streamName } from '../sources/stream.ts';
import { objectsPrefix, rawPrefix } from '../tables/layout.ts';
import { coverage } from '../tables/system-tables.ts';
import { parseOriginalKey } from './original-hashes.ts';

/**
 * The streams a lake has heard of, configured now or not, by name: those it has coverage of and, where that is damaged, originals.
 */
export async function knownStreams(lake: ReadableLake): Promise<Stream[]> {
  const streams: Stream[] = [];
  for await (const { key } of lake.store.list(objectsPrefix(coverage))) {
    try {
      streams.push(...(await streamsIn(lake, key)));
    } catch (error) {
      if (!(error instanceof DamagedObject)) throw error;
      streams.push(...(await streamsOfOriginals(lake.store)));
    }
  }
  return joinStreams(streams, []).sort((a, b) => (streamName(a) < streamName(b) ? -1 : 1));
}

async function streamsIn(lake: ReadableLake, key: string): Promise<Stream[]> {
  const rows = await readSystemRows(lake, coverage, [key]);
  const names = new Map(rows.map(({ source, scope_id }) => [`${source} ${scope_id}`, [source, scope_id]]));
  return [...names.values()].flatMap(([name, scopeId]) => {
    const source = sourceNamed(String(name));
    return source === undefined ? [] : [{ source, scopeId: String(scopeId) }];
  });
}

/** One listing for each: what is below a stream's prefix is skipped. */
export async function streamsOfOriginals(store: ObjectStore): Promise<Stream[]> {
  const streams: Stream[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    let next: string | undefined;
    for await (const { key } of store.list('raw/', after)) {
      const stream = parseOriginalKey(key)?.stream;
      if (stream !== undefined) streams.push(stream);
      next = stream === undefined ? key : `${rawPrefix(stream.source.name, stream.scopeId)}~`;
      break;
    }
    after = next;
  }
  return streams;
}

/** Both lists as one, each stream once, in the order of the first. */
export function joinStreams(first: readonly Stream[], second: readonly Stream[]): Stream[] {
  return [...new Map([...first, ...second].map((stream) => [streamName(stream), stream])).values()];
}
