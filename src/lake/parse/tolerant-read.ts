import { open } from 'node:fs/promises';
import { digestUnknownWords } from '../../privacy/unknown-words.ts';
import type { RawRecord } from '../../tables/record.ts';
import { fieldsOf, type Struct, shapeOf } from '../../tables/shape.ts';
import { fitToShape, isObject, type Json } from './fit-to-shape.ts';
import { readLines } from './read-lines.ts';
import { splitObjects } from './split-objects.ts';

/** A record set aside: where it stands in the original and why, never what it says. */
export interface Reject {
  readonly line: number;
  readonly part: number;
  readonly reason: string;
}

/** What of a file could be read. */
export interface ToleratedRecords {
  readonly records: number;
  readonly rejects: readonly Reject[];
  /** Records with a field that no column knows, or with a value of another kind than its column. */
  readonly unknownFields: number;
}

const WRITE_EVERY = 1 << 20;

/**
 * Reads JSONL tolerantly and writes to `clean` only what the contract has: records that are whole, one a line, unknown
 * fields gathered in `extra_json`. For files the strict read refused; several times slower, and bounded in memory.
 */
export async function tolerantRead(
  record: RawRecord,
  digestKey: Uint8Array,
  raw: string,
  clean: string,
): Promise<ToleratedRecords> {
  const shape = shapeOf(record);
  const required = requiredPaths(record);
  const rejects: Reject[] = [];
  let records = 0;
  let unknownFields = 0;
  let pending = '';
  const out = await open(clean, 'w');
  try {
    for await (const { line, text, reason } of readLines(raw)) {
      if (text === undefined) {
        rejects.push({ line, part: 1, reason });
        continue;
      }
      for (const [index, piece] of pieces(text).entries()) {
        const read = readRecord(piece, shape, required, digestKey);
        if ('problem' in read) {
          rejects.push({ line, part: index + 1, reason: read.problem });
          continue;
        }
        records++;
        if (read.hasExtra) unknownFields++;
        pending += `${read.text}\n`;
        if (pending.length > WRITE_EVERY) {
          await out.appendFile(pending);
          pending = '';
        }
      }
    }
    await out.appendFile(pending);
  } finally {
    await out.close();
  }
  return { records, rejects, unknownFields };
}

function pieces(text: string): string[] {
  return parse(text) === undefined ? splitObjects(text) : [text];
}

type ReadRecord = { readonly text: string; readonly hasExtra: boolean } | { readonly problem: string };

function readRecord(
  text: string,
  shape: Struct,
  required: readonly Required[],
  digestKey: Uint8Array,
): ReadRecord {
  const value = parse(text);
  if (value === undefined) return { problem: 'not a JSON object' };
  try {
    const { record, extra } = fitToShape(shape, value);
    const missing = required.find(({ paths }) => paths.every((path) => valueAt(record, path) == null));
    if (missing !== undefined) return { problem: `no usable ${missing.column}` };
    const hasExtra = Object.keys(extra).length > 0;
    if (hasExtra) record.extra_json = digestUnknownWords(digestKey, extra);
    return { text: wellFormed(JSON.stringify(record)), hasExtra };
  } catch (error) {
    if (error instanceof RangeError) return { problem: 'nested too deeply' };
    throw error;
  }
}

/** Half a surrogate pair, which JSON may escape but DuckDB refuses with the whole file, becomes the replacement character. */
function wellFormed(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replace(/(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g, '$1\\ufffd');
}

function parse(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

interface Required {
  readonly column: string;
  readonly paths: readonly string[];
}

/** For each key column of the main table, the paths one of which must hold a value. */
function requiredPaths(record: RawRecord): Required[] {
  const [table] = record.tables;
  return table.key.flatMap((column) => {
    const origin = table.columns[column]?.origin;
    return origin?.from === 'record' ? [{ column, paths: origin.paths }] : [];
  });
}

function valueAt(record: Json, path: string): unknown {
  return fieldsOf(path).reduce<unknown>(
    (value, field) => (isObject(value) ? value[field] : undefined),
    record,
  );
}
