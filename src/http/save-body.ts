import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ContractError } from './errors.ts';
import type { Download } from './http-client.ts';

/** Upstream's files are of at most 15 MB; what goes on and on is not one of them. */
const MOST_BYTES = 512 * 1024 * 1024;

/** Streams a response's body to a file, counting and hashing on the way. */
export async function saveBody(response: Response, file: string): Promise<Download> {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* measured(body: AsyncIterable<Uint8Array>) {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) throw new ContractError(`download: more than ${MOST_BYTES} bytes`);
      hash.update(chunk);
      yield chunk;
    }
  }
  await pipeline(measured(response.body ?? new Blob([]).stream()), createWriteStream(file));
  return { bytes, sha256: hash.digest('hex') };
}
