import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { HttpClient } from '../src/http/http-client.ts';
import type { InputFile } from './input.ts';

/**
 * Answers as the compliance API does, from files on this disk: what is measured begins where a download ends. The checksum
 * is still computed from the bytes, as the product does while it downloads.
 */
export function localFiles(files: readonly InputFile[]): HttpClient & { readonly downloads: () => number } {
  let downloads = 0;
  return {
    downloads: () => downloads,
    async json() {
      throw new Error('the bench reads listings and files only');
    },
    async documents({ url }, schema) {
      const after = url.searchParams.get('after') ?? '';
      return [schema.parse(pageAfter(files, after))];
    },
    async download({ url }, to) {
      downloads++;
      const file = files.find(({ id }) => url.pathname.endsWith(`/${id}`));
      if (file === undefined) throw new Error(`no file at ${url.pathname}`);
      await link(file.path, to);
      const hash = createHash('sha256');
      await pipeline(createReadStream(file.path, { highWaterMark: 1 << 20 }), hash);
      return { bytes: file.bytes, sha256: hash.digest('hex') };
    },
  };
}

/** A page of the listing, as the compliance API gives it. */
export function pageAfter(files: readonly InputFile[], after: string) {
  const page = files.filter(({ endTime }) => endTime > after).slice(0, 100);
  const last = page.at(-1)?.endTime ?? null;
  return {
    data: page.map(({ id, bytes, sha256, endTime }) => ({
      id,
      event_type: 'CODEX_LOG',
      end_time: endTime,
      file_name: `${id}.jsonl`,
      file_size: bytes,
      file_sha256: sha256,
    })),
    has_more: last !== null && last !== files.at(-1)?.endTime,
    last_end_time: last,
  };
}
