import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { logFileName, stageOptions } from '../ingest/stage-options.ts';
import { DamagedObject } from '../lake/damaged-object.ts';
import { scratchFolder } from '../lake/engine/engine.ts';
import type { Lake } from '../lake/lake.ts';
import { type Staged, stage } from '../lake/parse/stage.ts';
import type { Stream } from '../sources/stream.ts';
import type { Day } from '../tables/utc-day.ts';
import { originalHashes } from './original-hashes.ts';

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
    const hashes = await originalHashes(
      lake,
      originals.flatMap(({ rawKey }) => rawKey ?? []),
    );
    for (const [index, { rawKey, unit }] of originals.entries()) {
      const path = join(folder, logFileName(index, unit));
      await fetchOriginal(lake, rawKey, path, hashes.get(rawKey ?? ''));
      files.push({ path, unit });
    }
    await using staged = await stage(lake, stream.source.record, files, stageOptions(stream, list));
    return await use(staged);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Puts an original at `path` as it was received. Throws `DamagedObject` when the lake does not have it, or when it is not what
 * was received: it cannot be unpacked, or has another SHA-256 than the one given.
 */
export async function fetchOriginal(
  lake: Pick<Lake, 'store'>,
  rawKey: string | null,
  path: string,
  sha256?: string,
): Promise<void> {
  if (rawKey === null) return writeFile(path, '');
  const packed = `${path}.zst`;
  try {
    const found = await lake.store.download(rawKey, packed);
    if (found === undefined)
      throw new DamagedObject(rawKey, 'is not in the lake, and nothing can be made of it');
    if (found.size === 0) throw new DamagedObject(rawKey, 'is empty');
    const hash = createHash('sha256');
    try {
      await pipeline(
        createReadStream(packed),
        createZstdDecompress(),
        new PassThrough().on('data', (bytes) => hash.update(bytes)),
        createWriteStream(path),
      );
    } catch (error) {
      if (!isOfZstd(error)) throw error;
      throw new DamagedObject(
        rawKey,
        'is cut or holds other bytes than were written: it cannot be unpacked',
        {
          cause: error,
        },
      );
    }
    if (sha256 !== undefined && hash.digest('hex') !== sha256)
      throw new DamagedObject(rawKey, 'is not what was received: its SHA-256 differs');
  } finally {
    await rm(packed, { force: true });
  }
}

/** Whether unpacking failed, and not the disk. */
function isOfZstd(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(ZSTD_|Z_|ERR_)/.test(String(error.code));
}
