import { writeFile } from 'node:fs/promises';
import { type Engine, scratchFile } from '../engine/engine.ts';
import { sha256OfBytes } from '../store/sha256.ts';

/** The records of a day or a list as they are stored: each once, in an order that is theirs and not upstream's. */
export interface CanonicalRecords {
  readonly text: string;
  readonly rows: number;
  readonly bytes: number;
  /** SHA-256 in hex: the same records have the same hash, however they were paged or ordered. */
  readonly hash: string;
}

/** `texts` are JSON, one a record. One sent twice, on two pages, counts once. */
export function canonicalRecords(texts: readonly string[]): CanonicalRecords {
  const sorted = [...new Set(texts.map(onOneLine))].sort();
  const text = sorted.map((record) => `${record}\n`).join('');
  return { text, rows: sorted.length, bytes: Buffer.byteLength(text), hash: sha256OfBytes(text) };
}

export async function saveRecords(
  engine: Pick<Engine, 'workDir'>,
  records: CanonicalRecords,
): Promise<string> {
  const file = scratchFile(engine, 'records.jsonl');
  await writeFile(file, records.text);
  return file;
}

/** Line breaks in JSON text stand only between its tokens, so dropping them changes nothing that it says. */
function onOneLine(json: string): string {
  return json.replace(/[\r\n]+\s*/g, '');
}
