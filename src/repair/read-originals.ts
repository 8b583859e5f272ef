import { createReadStream, createWriteStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { logFileName, stageOptions } from '../ingest/stage-options.ts';
import { scratchFolder } from '../lake/engine/engine.ts';
import type { Lake } from '../lake/lake.ts';
import { type Staged, stage } from '../lake/parse/stage.ts';
import type { Stream } from '../sources/stream.ts';
import type { Day } from '../tables/utc-day.ts';

/** An original in the lake, and what it is of: a log file's id, a day of figures, '' for a list. */
export interface KeptOriginal {
  /** null where the answer had no records, and so no original. */
  readonly rawKey: string | null;
  readonly unit: string;
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
    for (const [index, { rawKey, unit }] of originals.entries()) {
      const path = join(folder, logFileName(index, unit));
      await fetchOriginal(lake, rawKey, path);
      files.push({ path, unit });
    }
    await using staged = await stage(lake, stream.source.record, files, stageOptions(stream, list));
    return await use(staged);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts an original at `path` as it was received. Throws when the lake does not have it. */
export async function fetchOriginal(lake: Lake, rawKey: string | null, path: string): Promise<void> {
  if (rawKey === null) return writeFile(path, '');
  const packed = `${path}.zst`;
  const found = await lake.store.download(rawKey, packed);
  if (found === undefined)
    throw new Error(`original ${rawKey}: not in the lake, so nothing can be made of it`);
  await pipeline(createReadStream(packed), createZstdDecompress(), createWriteStream(path));
  await rm(packed, { force: true });
}
