import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createZstdDecompress, zstdDecompress } from 'node:zlib';
import type { ObjectStore } from '../store/object-store.ts';
import { DamagedObject } from '../store/object-store.ts';

/** Packed; most originals are of a few kilobytes, for which streams cost more than they spare. */
const SMALL_BYTES = 1 << 20;

/**
 * Puts an original at `path` as it was received. Throws `DamagedObject` when the lake does not have it, or when it is not what
 * was received: it cannot be unpacked, or has another SHA-256 than the one given.
 */
export async function readRaw(
  store: Pick<ObjectStore, 'download'>,
  rawKey: string,
  path: string,
  sha256?: string,
): Promise<void> {
  const packed = `${path}.zst`;
  try {
    const found = await store.download(rawKey, packed);
    if (found === undefined)
      throw new DamagedObject(rawKey, 'is not in the lake, and nothing can be made of it');
    if (found.size === 0) throw new DamagedObject(rawKey, 'is empty');
    const read = await (found.size < SMALL_BYTES ? unpackSmall : unpack)(packed, path).catch((error) => {
      if (!isOfZstd(error)) throw error;
      const problem = 'is cut or holds other bytes than were written: it cannot be unpacked';
      throw new DamagedObject(rawKey, problem, { cause: error });
    });
    if (sha256 !== undefined && read !== sha256)
      throw new DamagedObject(rawKey, 'is not what was received: its SHA-256 differs');
  } finally {
    await rm(packed, { force: true });
  }
}

/** Gives the SHA-256 in hex of what it unpacked. */
async function unpack(packed: string, path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(
    createReadStream(packed),
    createZstdDecompress(),
    new PassThrough().on('data', (bytes) => hash.update(bytes)),
    createWriteStream(path),
  );
  return hash.digest('hex');
}

async function unpackSmall(packed: string, path: string): Promise<string> {
  const bytes = await promisify(zstdDecompress)(await readFile(packed));
  await writeFile(path, bytes);
  return createHash('sha256').update(bytes).digest('hex');
}

/** Whether unpacking failed, and not the disk. */
function isOfZstd(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(ZSTD_|Z_|ERR_)/.test(String(error.code));
}
