import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { logFileName, stageOptions } from '../ingest/stage-options.ts';
import { scratchFolder } from '../lake/engine/engine.ts';
import type { Lake } from '../lake/lake.ts';
import { type Staged, stage } from '../lake/parse/stage.ts';
import { readRaw } from '../lake/write/read-raw.ts';
import { originalHashes } from '../ledger/original-hashes.ts';
import { isOf, type Stream } from '../sources/stream.ts';
import type { Day } from '../tables/utc-day.ts';

/** An original in the lake, and what it is of: a log file's id, a day of figures, '' for a list. */
export interface KeptOriginal {
  /** null where the answer had no records, and so no original. */
  readonly rawKey: string | null;
  readonly unit: string;
  /** Of a log file, the type of its log. @default that of the stream */
  readonly eventType?: string;
  /** When it was pulled: what was of a time to come then is so still. @default now */
  readonly pulledAt?: Date;
}

/** Turns originals into typed rows again, as when they were received, and hands them to `use`. Oldest first. */
export async function withOriginals<T>(
  lake: Lake,
  stream: Stream,
  originals: readonly KeptOriginal[],
  use: (staged: Staged) => Promise<T>,
  list?: { readonly day: Day; readonly version: string },
): Promise<T> {
  const folder = await scratchFolder(lake, 'originals');
  try {
    const files = [];
    const hashes = await originalHashes(
      lake,
      originals.flatMap(({ rawKey }) => rawKey ?? []),
    );
    const ofLog = isOf(stream, 'log') ? { eventType: stream.source.eventType } : {};
    for (const [index, { rawKey, ...of }] of originals.entries()) {
      const path = join(folder, logFileName(index, of.unit));
      await fetchOriginal(lake, rawKey, path, hashes.get(rawKey ?? ''));
      files.push({ path, ...ofLog, ...of });
    }
    await using staged = await stage(lake, stream.source.record, files, stageOptions(stream, list));
    return await use(staged);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts an original at `path` as it was received, empty where there was none; see `readRaw`. */
export function fetchOriginal(
  lake: Pick<Lake, 'store'>,
  rawKey: string | null,
  path: string,
  sha256?: string,
): Promise<void> {
  return rawKey === null ? writeFile(path, '') : readRaw(lake.store, rawKey, path, sha256);
}
