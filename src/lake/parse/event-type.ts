import { textOf } from '../../json/json-text.ts';
import { type EventTypes, isOfRecord } from '../../tables/record.ts';
import { literal } from '../engine/duckdb.ts';
import { isNothing } from './fit-to-shape.ts';
import { FILE_COLUMN } from './strict-read.ts';

interface TypedFile {
  readonly path: string;
  readonly eventType: string | undefined;
}

/** SQL for the log type of the file that a record `r` is read from. */
export function eventTypeSql(files: readonly TypedFile[]): string {
  const byType = Map.groupBy(files, ({ eventType }) => eventType);
  const sqlOf = (type: string | undefined) => (type === undefined ? 'NULL' : literal(type));
  const [first = [undefined], ...others] = byType;
  if (others.length === 0) return sqlOf(first[0]);
  const cases = others.map(
    ([type, of]) =>
      `WHEN r.${FILE_COLUMN} IN (${of.map(({ path }) => literal(path)).join(', ')}) THEN ${sqlOf(type)}`,
  );
  return `CASE ${cases.join(' ')} ELSE ${sqlOf(first[0])} END`;
}

/** A type that may be told of, as it is no word of people's: all types of upstream are like it. */
const NAME = /^[A-Z][A-Z0-9_]{0,63}$/;

/** Why an event is not read as the record, by the JSON text of its type; undefined where it is. */
export function whyForeign(types: EventTypes | undefined, json: unknown): string | undefined {
  if (types === undefined || typeof json !== 'string' || isNothing(json)) return undefined;
  const type = json.startsWith('"') ? textOf(json) : json;
  if (isOfRecord(types, type)) return undefined;
  return `of type ${NAME.test(type) ? type : 'unknown'}, which is of another log than its file`;
}
