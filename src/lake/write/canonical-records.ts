import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { type Engine, scratchFile } from '../engine/engine.ts';

/** The records of a day or a list as they are stored: each once, in an order that is theirs and not upstream's. */
export interface CanonicalRecords {
  /** JSON, one a line. They are never made one text: that would take their memory twice. */
  readonly lines: readonly string[];
  readonly rows: number;
  readonly bytes: number;
  /** SHA-256 in hex of the lines: the same records have the same hash, however they were paged or ordered. */
  readonly hash: string;
}

/** `texts` are JSON, one a record. One sent twice, on two pages, counts once. A list may be too long for this: `sortRecords`. */
export function canonicalRecords(texts: readonly string[]): CanonicalRecords {
  const lines = canonicalLines(texts);
  const hash = createHash('sha256');
  let bytes = 0;
  for (const line of lines) {
    hash.update(line).update('\n');
    bytes += Buffer.byteLength(line) + 1;
  }
  return { lines, rows: lines.length, bytes, hash: hash.digest('hex') };
}

/** Each record once, on a line, in the order of UTF-16 code units. */
export function canonicalLines(texts: readonly string[]): string[] {
  return [...new Set(texts.map(onOneLine))].sort();
}

const WRITE_EVERY = 1 << 20;

/** Writes records to a scratch file, one a line, and says which. */
export async function saveRecords(
  engine: Pick<Engine, 'workDir'>,
  { lines }: { readonly lines: Iterable<string> | AsyncIterable<string> },
): Promise<string> {
  const path = scratchFile(engine, 'records.jsonl');
  const file = await open(path, 'w');
  try {
    let pending = '';
    for await (const line of lines) {
      pending += `${line}\n`;
      if (pending.length < WRITE_EVERY) continue;
      await file.appendFile(pending);
      pending = '';
    }
    await file.appendFile(pending);
  } finally {
    await file.close();
  }
  return path;
}

/** Line breaks in JSON text stand only between its tokens, so dropping them changes nothing that it says. */
function onOneLine(json: string): string {
  return json.replace(/[\r\n]+\s*/g, '');
}
