import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';
import type { Lake } from './lake.ts';
import { LostRace } from './object-store.ts';

/** Large pieces: with Node's default of 64 kB a third of the time goes into passing them on. */
const CHUNK = 1 << 20;

/** Stores an original as received, compressed with zstd. Its key says what it is, so what is there already is the same. */
export async function keepRaw(lake: Lake, key: string, file: string): Promise<void> {
  const compressed = `${file}.zst`;
  try {
    await pipeline(
      createReadStream(file, { highWaterMark: CHUNK }),
      createZstdCompress({ chunkSize: CHUNK }),
      createWriteStream(compressed),
    );
    await lake.store.put(key, { file: compressed }, 'absent');
  } catch (error) {
    if (!(error instanceof LostRace)) throw error;
  } finally {
    await rm(compressed, { force: true });
  }
}
