import { open } from 'node:fs/promises';
import { depthOf, mapBetweenStrings } from '../../json/json-text.ts';
import type { RawRecord } from '../../tables/record.ts';
import { fieldsOf, shapeOf } from '../../tables/shape.ts';
import { whyForeign } from './event-type.ts';
import {
  EXTRA,
  exactly,
  type Fields,
  type FitOptions,
  type Fitting,
  fitToShape,
  isNothing,
} from './fit-to-shape.ts';
import { readLines } from './read-lines.ts';
import { splitObjects } from './split-objects.ts';
import { MAX_FITTED_BYTES } from './strict-read.ts';

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

export interface TolerantOptions extends FitOptions {
  /** Log type of the file. */
  readonly eventType?: string | undefined;
}

const WRITE_EVERY = 1 << 20;

/**
 * Reads JSONL tolerantly and writes to `clean` only what the contract has: records that are whole, one a line, unknown
 * fields gathered in `extra_json`. Values go there as the slices they were sent as, so the engine makes of them what it would have
 * made of the file. For files the strict read refused; several times slower, and bounded in memory.
 */
export async function tolerantRead(
  record: RawRecord,
  raw: string,
  clean: string,
  options: TolerantOptions,
): Promise<ToleratedRecords> {
  const read = recordReader(record, options);
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
        const found = piece.json === undefined ? { problem: 'not a JSON object' } : read(piece.json);
        if ('problem' in found) {
          rejects.push({ line, part: index + 1, reason: found.problem });
          continue;
        }
        records++;
        if (found.hasExtra) unknownFields++;
        pending += `${found.text}\n`;
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

interface Piece {
  /** The text of an object; undefined where it is none. */
  readonly json: string | undefined;
}

function pieces(text: string): Piece[] {
  const json = objectOf(text);
  if (json !== undefined) return [{ json }];
  return splitObjects(text).map((piece) => ({ json: objectOf(piece) }));
}

/** The text, where it is a JSON object or what the engine takes for one: with commas before brackets, and words for no number. */
function objectOf(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  if (isJson(text)) return text;
  const withoutCommas = mapBetweenStrings(text, (piece) => piece.replace(/,(?=\s*[}\]])/g, ' '));
  const withNumbers = exactly(withoutCommas, () => '0');
  return isJson(withNumbers) ? withoutCommas : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Objects and lists within each other; upstream's have five. */
const MAX_DEPTH = 1000;

type ReadRecord = { readonly text: string; readonly hasExtra: boolean } | { readonly problem: string };

function recordReader(record: RawRecord, options: TolerantOptions): (json: string) => ReadRecord {
  const shape = shapeOf(record);
  const required = requiredPaths(record, options.eventType);
  return (json) => {
    // What reads JSON columns later would run out of stack.
    if (depthOf(json) > MAX_DEPTH) return { problem: 'nested too deeply' };
    const { record: fields, extra } = fitToShape(shape, json, options);
    const foreign = whyForeign(record.eventTypes, fields.get('type'));
    if (foreign !== undefined) return { problem: foreign };
    const missing = required.find(({ paths }) => paths.every((path) => !isThere(fields, path)));
    if (missing !== undefined) return { problem: `no usable ${missing.column}` };
    if (extra.size > 0) fields.set(EXTRA, extraText(extra, options));
    const text = wellFormed(textOfFields(fields));
    if (text.length > MAX_FITTED_BYTES / 3 && Buffer.byteLength(text) > MAX_FITTED_BYTES)
      return { problem: `longer than ${MAX_FITTED_BYTES} bytes, once fitted to its table` };
    return { text, hasExtra: extra.size > 0 };
  };
}

function extraText(extra: ReadonlyMap<string, string>, { mark }: FitOptions): string {
  const members = [...extra].map(([path, value]) => {
    const kept = exactly(value, (number) => `"${mark}${number}"`);
    return `${JSON.stringify(path)}:${kept}`;
  });
  return `{${members.join(',')}}`;
}

/** Names are those of the shape, which need no escape. */
function textOfFields(value: Fitting): string {
  if (typeof value === 'string') return value;
  if (!(value instanceof Map)) return `[${value.map(textOfFields).join(',')}]`;
  let text = '';
  for (const [name, field] of value) text += `${text === '' ? '{' : ','}"${name}":${textOfFields(field)}`;
  return text === '' ? '{}' : `${text}}`;
}

const HALF = '\\ufffd';

/** Half a surrogate pair, which JSON may escape but DuckDB refuses with the whole file, becomes the replacement character. */
function wellFormed(json: string): string {
  if (!/\\u[dD]/.test(json)) return json;
  return json.replace(/\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|\\u[dD][89a-fA-F]\w\w|\\./g, (found) =>
    found.length === HALF.length ? HALF : found,
  );
}

interface Required {
  readonly column: string;
  readonly paths: readonly string[];
}

/** For each key column of the main table, the paths one of which must hold a value, unless the file says it. */
function requiredPaths(record: RawRecord, eventType: string | undefined): Required[] {
  const [table] = record.tables;
  return table.key.flatMap((column) => {
    const origin = table.columns[column]?.origin;
    if (origin?.from !== 'record' || (origin.orGiven === 'log_type' && eventType !== undefined)) return [];
    return [{ column, paths: origin.paths }];
  });
}

function isThere(record: Fields, path: string): boolean {
  const value = fieldsOf(path).reduce<Fitting | undefined>(
    (at, field) => (at instanceof Map ? at.get(field) : undefined),
    record,
  );
  return value !== undefined && !(typeof value === 'string' && isNothing(value));
}
