import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { digestText } from '../src/privacy/digest.ts';
import { codexLog } from '../src/tables/codex-log.ts';
import type { Column } from '../src/tables/column.ts';
import { fieldsOf } from '../src/tables/shape.ts';

const KEY = Buffer.alloc(32, 7);

/** The columns of codex_log as functions from a parsed event, for writers that take JavaScript values. */
export const GETTERS: readonly {
  readonly name: string;
  readonly column: Column;
  get(event: unknown, file: string): unknown;
}[] = Object.entries(codexLog.columns).map(([name, column]) => ({ name, column, get: getter(column) }));

/** Every event of every file, parsed. */
export async function* events(
  folder: string,
): AsyncIterable<{ readonly event: unknown; readonly file: string }> {
  for (const file of (await readdir(folder)).sort()) {
    const lines = createInterface({
      input: createReadStream(join(folder, file), { highWaterMark: 1 << 20 }),
    });
    for await (const line of lines) yield { event: JSON.parse(line), file };
  }
}

function getter({ kind, origin }: Column): (event: unknown, file: string) => unknown {
  if (origin.from === 'given') return (_, file) => file;
  if (origin.from === 'column') {
    const time = codexLog.columns[origin.name];
    const read = time === undefined ? () => null : getter(time);
    const { part } = origin;
    return (event, file) => partOf(part, read(event, file));
  }
  const paths = origin.paths.map(fieldsOf);
  return (event) => {
    for (const fields of paths) {
      let value = event;
      for (const field of fields) value = value == null ? undefined : Reflect.get(Object(value), field);
      if (value == null) continue;
      if (origin.read === 'length') return BigInt(String(value).length);
      if (origin.read === 'digest') return digestText(KEY, String(value));
      if (kind === 'timestamp' || kind === 'date') return new Date(String(value));
      if (kind === 'bigint') return BigInt(Number(value));
      if (kind === 'json') return JSON.stringify(value);
      return String(value);
    }
    return null;
  };
}

function partOf(part: 'day' | 'hour' | 'dt', time: unknown): Date | bigint | string | null {
  if (!(time instanceof Date)) return null;
  if (part === 'dt') return time.toISOString().slice(0, 10);
  return part === 'day' ? time : BigInt(time.getUTCHours());
}
