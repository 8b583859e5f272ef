import type { Row } from '../lake/engine/duckdb.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { DamagedObject } from '../lake/store/object-store.ts';
import { sourceNamed } from '../sources/sources.ts';
import { type Stream, streamName } from '../sources/stream.ts';
import { nameOfRawKey } from '../tables/layout.ts';
import type { Day } from '../tables/utc-day.ts';
import { readFileLedger } from './file-ledger.ts';

/** What an original's key says it is. */
export interface OriginalKey {
  readonly stream: Stream;
  readonly day: Day;
  /** The log file's id, or the hash of its records. */
  readonly name: string;
}

/** Reads the key of an original; undefined when it is none of a source known here, or what was refused. */
export function parseOriginalKey(key: string): OriginalKey | undefined {
  const found = /^raw\/([^/]+)\/scope=([^/]+)\/dt=(\d{4}-\d{2}-\d{2})\/.+\.jsonl\.zst$/.exec(key);
  const [, sourceName = '', scopeId = '', day = ''] = found ?? [];
  const source = sourceNamed(sourceName);
  return source === undefined ? undefined : { stream: { source, scopeId }, day, name: nameOfRawKey(key) };
}

/**
 * The SHA-256, in hex, that the contents of originals must have: of figures and lists it is their name; of log files it is what
 * upstream listed, as the ledger has it. Without an entry where the ledger knows nothing of the file, or
 * is damaged itself.
 */
export async function originalHashes(
  lake: ReadableLake,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  const logs = new Map<string, OriginalKey>();
  for (const key of keys) {
    const original = parseOriginalKey(key);
    if (original === undefined) continue;
    if (original.stream.source.kind === 'log') logs.set(key, original);
    else hashes.set(key, original.name);
  }
  const days = new Map(
    [...logs.values()].map(({ stream, day }) => [`${streamName(stream)}/${day}`, { stream, day }]),
  );
  for (const { stream, day } of days.values()) {
    for (const row of await rowsOf(lake, stream, day)) {
      const key = String(row.raw_key);
      if (logs.has(key) && row.sha256 != null) hashes.set(key, String(row.sha256));
    }
  }
  return hashes;
}

async function rowsOf(lake: ReadableLake, stream: Stream, day: Day): Promise<Row[]> {
  try {
    return await readFileLedger(lake, stream, [day]);
  } catch (error) {
    if (error instanceof DamagedObject) return [];
    throw error;
  }
}
