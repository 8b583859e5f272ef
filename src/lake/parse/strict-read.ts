import type { Shape } from '../../tables/shape.ts';
import { fileList } from '../engine/file-literal.ts';

/** Column of the read that names the file a record came from. */
export const FILE_COLUMN = '__file';

/**
 * The first lines of every read: two records with every field of the contract. DuckDB takes the schema from them (all
 * scalars text, what may be anything JSON), and, having inferred it, refuses a record with a field it has not seen. So one
 * pass at full speed reads what fits the contract and stops at what does not: an unknown field, a line that is no JSON,
 * two objects on one line, a struct where a list should be.
 */
export function exampleLines(shape: Shape): string {
  return `${JSON.stringify(example(shape, { any: true }))}\n${JSON.stringify(example(shape, 0))}\n`;
}

/**
 * A FROM item with the records of JSONL `files`; `exampleFile` holds the example lines, which come along and must be filtered out.
 * `longest` is in bytes; DuckDB lets lines through that are somewhat longer.
 */
export function strictRead(
  exampleFile: string,
  files: readonly string[],
  longest: number = MAX_RECORD_BYTES,
): string {
  const options = [
    `format = 'newline_delimited'`,
    'auto_detect = true',
    'sample_size = 2',
    'maximum_sample_files = 1',
    `maximum_object_size = ${longest}`,
    `filename = '${FILE_COLUMN}'`,
  ];
  return `read_json(${fileList([exampleFile, ...files])}, ${options.join(', ')})`;
}

/** Longest line that is read as a record; upstream's whole files are of at most 15 MB. */
export const MAX_RECORD_BYTES = 16_777_216;

/** Longest line the tolerant read makes of one. */
export const MAX_FITTED_BYTES = 2 * MAX_RECORD_BYTES;

// `x` is read as text and as nothing else. A value that is once an object and once a number is inferred as JSON.
function example(shape: Shape, any: unknown): unknown {
  if (shape.is === 'text') return 'x';
  if (shape.is === 'any') return any;
  if (shape.is === 'list') return [example(shape.element, any)];
  return Object.fromEntries(Object.entries(shape.fields).map(([name, field]) => [name, example(field, any)]));
}

/** Why a strict read stopped, from the engine's error, in words that hold nothing of the data: the error itself may. */
export function whyNotStrict(error: unknown): string {
  const text = error instanceof Error ? error.message : '';
  if (/misfit|Conversion Error/.test(text)) return "a value of another kind than its column's";
  if (/unknown key/.test(text)) return 'a field no column knows';
  if (/Malformed JSON/i.test(text)) return 'a line that is not one JSON object';
  if (/maximum_object_size/.test(text)) return 'a line longer than a record may be';
  return `an ${/^([A-Z][A-Za-z ]{2,40}) Error:/.exec(text)?.[1] ?? 'unknown'} error of the engine`;
}
