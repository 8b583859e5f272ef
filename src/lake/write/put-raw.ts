import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants, createZstdCompress, zstdCompress } from 'node:zlib';
import type { Lake } from '../lake.ts';
import { putOnce } from '../store/put-once.ts';

/** Upstream's files are of at most 15 MB; most are of a few kilobytes, for which streams cost more than they spare. */
const LARGE_BYTES = 16 << 20;

/** With a checksum of the contents, so that an original which nothing else knows the hash of tells of itself that it is whole. */
const WITH_CHECKSUM = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };

/**
 * Stores an original, compressed with zstd: a log file as received, of days and lists each record as upstream sent it. Its key says what it is, so the write is idempotent: what is there
 * already is the same.
 */
export async function putRaw(lake: Lake, key: string, file: string): Promise<void> {
  if ((await stat(file)).size < LARGE_BYTES)
    await putOnce(lake, key, async () => packed(await readFile(file)));
  else await putCompressed(lake, key, file);
}

/** Compressed as originals are. */
export function packed(bytes: Uint8Array): Promise<Uint8Array> {
  return promisify(zstdCompress)(bytes, WITH_CHECKSUM);
}

async function putCompressed(lake: Lake, key: string, file: string): Promise<void> {
  const target = `${file}.zst`;
  try {
    await putOnce(lake, key, async () => {
      await pipeline(createReadStream(file), createZstdCompress(WITH_CHECKSUM), createWriteStream(target));
      return { file: target };
    });
  } finally {
    await rm(target, { force: true });
  }
}
