import { readFile } from 'node:fs/promises';
import { zstdDecompressSync } from 'node:zlib';
import { fileLiteral } from '../../../src/lake/engine/file-literal.ts';
import type { Lake } from '../../../src/lake/lake.ts';

/**
 * All that stands below `lake/`, by key: the bytes of each object as they are and with each page decompressed, its values as
 * text, and what its footer says of them. In small letters, with what JSON escapes spelled out.
 */
export async function textsOfLake(lake: Lake & { readonly folder: string }): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for await (const { key } of lake.store.list('lake/')) {
    const bytes = await readFile(`${lake.folder}/${key}`);
    const file = fileLiteral(`${lake.folder}/${key}`);
    const asked = await Promise.all(
      [
        `SELECT COLUMNS(*)::VARCHAR FROM read_parquet(${file}, hive_partitioning = false)`,
        `SELECT COLUMNS(*)::VARCHAR FROM parquet_metadata(${file})`,
        `SELECT key::VARCHAR AS key, value::VARCHAR AS value FROM parquet_kv_metadata(${file})`,
      ].map((sql) => lake.duckdb.rows(sql)),
    );
    const values = asked.flat().flatMap((row) => Object.values(row).map(String));
    texts.set(key, spelledOut([key, latin(bytes), ...pagesOf(bytes).map(latin), ...values].join('\n')));
  }
  return texts;
}

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** What is in each frame of zstd among the bytes: the pages of a Parquet file. */
function pagesOf(bytes: Uint8Array): Buffer[] {
  const pages: Buffer[] = [];
  const buffer = Buffer.from(bytes);
  for (let at = buffer.indexOf(MAGIC); at >= 0; at = buffer.indexOf(MAGIC, at + 1)) {
    const page = frameAt(buffer, at);
    if (page !== undefined) pages.push(page);
  }
  return pages;
}

/** A frame ends where its blocks do: RFC 8878. */
function frameAt(buffer: Buffer, at: number): Buffer | undefined {
  const descriptor = buffer[at + 4] ?? 0;
  const isSingle = (descriptor & 32) !== 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  let block = at + 5 + (isSingle ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0) + sizeBytes;
  for (;;) {
    if (block + 3 > buffer.length) return undefined;
    const header = buffer.readUIntLE(block, 3);
    block += 3 + (((header >> 1) & 3) === 1 ? 1 : header >> 3);
    if ((header & 1) === 1) break;
  }
  const end = block + (descriptor & 4 ? 4 : 0);
  try {
    return zstdDecompressSync(buffer.subarray(at, end));
  } catch {
    return undefined;
  }
}

function spelledOut(text: string): string {
  return text
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    .toLowerCase();
}
