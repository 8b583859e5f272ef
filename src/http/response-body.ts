import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ContractError } from './errors.ts';
import type { Download, HttpRequest } from './request.ts';

/** A page of 5,000 rows of usage with all their clients and models has some 20 MB. */
const MAX_JSON_BYTES = 32 * 1024 * 1024;
/** Upstream's files are of at most 15 MB; what goes on and on is not one of them. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;
/** What of an error's body is looked at. */
const MAX_ERROR_BYTES = 64 * 1024;

/** The body as text. Throws `ContractError` as soon as it is larger than it may be, however well it was compressed. */
export async function readText(request: HttpRequest, response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bounded(request, response, MAX_JSON_BYTES)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Streams the body to a file, counting and hashing on the way. Throws `ContractError` as `readText` does. */
export async function saveBody(request: HttpRequest, response: Response, file: string): Promise<Download> {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* measured() {
    for await (const chunk of bounded(request, response, MAX_FILE_BYTES)) {
      bytes += chunk.length;
      hash.update(chunk);
      yield chunk;
    }
  }
  await pipeline(measured, createWriteStream(file));
  return { bytes, sha256: hash.digest('hex') };
}

/** The beginning of an error's body; empty where it cannot be read. The rest is not waited for. */
export async function readErrorText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MAX_ERROR_BYTES) break;
    }
  } catch {
    // A body that breaks off changes nothing about the status.
  }
  return Buffer.concat(chunks).toString('utf8', 0, MAX_ERROR_BYTES);
}

async function* bounded(
  { subject, maxBytes }: HttpRequest,
  response: Response,
  defaultBytes: number,
): AsyncIterable<Uint8Array> {
  const most = maxBytes ?? defaultBytes;
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > most) throw new ContractError(`${subject}: the answer has more than ${most} bytes`);
    yield chunk;
  }
}
