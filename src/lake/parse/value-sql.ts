import { type Column, KINDS } from '../../tables/column.ts';
import { fieldsOf } from '../../tables/shape.ts';
import { identifier, literal } from '../engine/duckdb.ts';
import { EXTRA } from './fit-to-shape.ts';
import { ISO, PLAIN, PLAIN_ASN, PLAIN_SECONDS } from './reads-as.ts';

/**
 * How values are read. The strict read stops at one that is not plainly of its column's kind: what the tolerant read makes of such
 * a value is decided in one place, `readsAs`, which leaves out what cannot be read before the engine sees it.
 */
export type ReadMode =
  | { readonly strict: true }
  /** `mark` stands before numbers that JSON holds as strings, so that the engine keeps their digits. */
  | { readonly strict: false; readonly mark: string };

/** Ends the strict read. */
export const MISFIT = `error('misfit')`;

const SHIFTED = 'DECIMAL(38,24)';

/** The value at a path; of one that is not of the column's kind null or, in the strict read, an error. */
export function valueSql(column: Column, path: string, mode: ReadMode): string {
  const value = reference(path);
  const { kind, origin } = column;
  if (origin.from !== 'record') return value;
  const type = KINDS[kind].duckdb;
  switch (origin.read) {
    case 'length':
      return `CAST(length(${value}) AS BIGINT)`;
    case 'digest':
      return `digest(${value})`;
    case 'verbatim':
      return `CAST(${value} AS ${type})`;
    case 'person':
      return scalar(`person(${present(value)})`, value, mode);
    case 'sum':
    case 'others':
      throw new Error(`column at ${path}: its amounts are read together`);
    case 'iso':
      return instant(column, isoSql(value, mode));
    case 'unix':
      return instant(column, unixSql(value, mode));
    case 'plain':
      if (path.includes('->'))
        return kind === 'json' ? filtered(column, inside(path, mode)) : insideText(path, mode);
      // What no column knows comes from the tolerant read, which has taken people's words out.
      if (path === `$.${EXTRA}`) return unmarked(`${value}::VARCHAR`, mode);
      if (kind === 'json') return filtered(column, unmarked(`nullif(${value}::VARCHAR, '""')`, mode));
      if (kind === 'string') return scalar(`people(${present(`CAST(${value} AS ${type})`)})`, value, mode);
      return castSql(value, type, PLAIN[kind] ?? '', mode);
    case 'asn':
      return asnSql(value, type, mode);
  }
}

/** Nothing where there is an empty string. */
const present = (text: string): string => `nullif(${text}, '')`;

/** Condition on a value behind the first of several places, which no cast comes to: it is there, and not plainly of the kind. */
export function isOddSql({ kind, origin }: Column, path: string): string {
  const value = reference(path);
  if (kind === 'string') return path.includes('->') ? 'false' : `(${isNestedSql(value)}) IS TRUE`;
  const plain = origin.from === 'record' && origin.read === 'asn' ? PLAIN_ASN : (PLAIN[kind] ?? '');
  return `(${value} <> '' AND NOT regexp_full_match(${value}, ${literal(plain)}))`;
}

export function reference(path: string): string {
  return [path.startsWith('@') ? 'e' : 'r', ...fieldsOf(path).map(identifier)].join('.');
}

function castSql(value: string, type: string, plain: string, { strict }: ReadMode): string {
  const cast = (text: string, to: string) => `${strict ? 'CAST' : 'TRY_CAST'}(${text} AS ${to})`;
  const direct = cast(value, type);
  // DuckDB rounds what has an exponent before it shifts it: 5e-9 as DECIMAL(18,6) is 0.000001.
  const exact = type.startsWith('DECIMAL')
    ? `CASE WHEN contains(${value}, 'e') OR contains(${value}, 'E') THEN ${cast(cast(value, SHIFTED), type)} ELSE ${direct} END`
    : direct;
  if (!strict) return exact;
  return `CASE WHEN ${present(value)} IS NULL THEN NULL WHEN regexp_full_match(${value}, ${literal(plain)}) THEN ${exact} ELSE ${MISFIT} END`;
}

/** The letters before the digits are taken off; `readsAs` lets through nothing else that is no number. */
function asnSql(value: string, type: string, { strict }: ReadMode): string {
  const number = `regexp_replace(${value}, '^[Aa][Ss]', '')`;
  if (!strict) return `TRY_CAST(${number} AS ${type})`;
  return `CASE WHEN ${present(value)} IS NULL THEN NULL
      WHEN regexp_full_match(${value}, ${literal(PLAIN_ASN)}) THEN CAST(${number} AS ${type}) ELSE ${MISFIT} END`;
}

/**
 * An ISO time in UTC. A cast to TIMESTAMP passes over an offset, and one to TIMESTAMPTZ is several times slower, so only a text
 * that has an offset goes that way. Both take much that is no time, such as `infinity`, `2026-1-2` and 24 o'clock.
 */
function isoSql(value: string, { strict }: ReadMode): string {
  const cast = strict ? 'CAST' : 'TRY_CAST';
  const text = `upper(${value})`;
  const isUtc = `ends_with(${text}, 'Z') OR NOT regexp_matches(${text}, ':.*[+-]\\d\\d(:?\\d\\d)?$')`;
  return `CASE WHEN ${present(value)} IS NULL THEN NULL
      WHEN NOT regexp_full_match(${value}, ${literal(ISO)}) THEN ${strict ? MISFIT : 'NULL'}
      WHEN ${isUtc} THEN ${cast}(${text} AS TIMESTAMP)
      ELSE make_timestamp(epoch_us(${cast}(${text} AS TIMESTAMPTZ))) END`;
}

function unixSql(value: string, mode: ReadMode): string {
  const time = `make_timestamp(CAST(${castSql(value, 'DOUBLE', PLAIN_SECONDS, mode)} * 1000000 AS BIGINT))`;
  return mode.strict ? time : `TRY(${time})`;
}

/** Cut to milliseconds, where a cast would round: the last moment of a day must not become the next day. */
function instant({ kind }: Column, micros: string): string {
  const cut = kind === 'timestamp' ? `date_trunc('milliseconds', ${micros})` : micros;
  return `CAST(${cut} AS ${KINDS[kind].duckdb})`;
}

/** JSON is kept as upstream said it, but for what people may have written in it. */
export function filtered({ rules = {} }: Pick<Column, 'rules'>, sql: string): string {
  // Within a CASE, the function is called for what is there alone.
  return `CASE WHEN ${sql} IS NOT NULL THEN without_words(${sql}, ${literal(JSON.stringify(rules))}) END`;
}

/** An object or a list where a text should be is not of its kind; DuckDB would take it for its JSON. */
function scalar(sql: string, value: string, { strict }: ReadMode): string {
  return strict ? `CASE WHEN ${isNestedSql(value)} THEN ${MISFIT} ELSE ${sql} END` : sql;
}

/** Also true of texts that begin so: those are left to the tolerant read. */
function isNestedSql(value: string): string {
  return `starts_with(${value}, '{') OR starts_with(${value}, '[')`;
}

/** The same as a column of its own; of an object or a list null, as those stand in the JSON. */
function insideText(path: string, mode: ReadMode): string {
  const isNested = `json_type(${reference(path)}, ${literal(path.split('->')[1] ?? '$')}) IN ('OBJECT', 'ARRAY')`;
  return `CASE WHEN ${isNested} THEN NULL ELSE people(${present(inside(path, mode))}) END`;
}

/** The text at a path inside a JSON value: `$.a->$.b`. */
function inside(path: string, mode: ReadMode): string {
  const text = `json_extract_string(${reference(path)}, ${literal(path.split('->')[1] ?? '$')})`;
  return withoutMark(unmarked(text, mode), mode);
}

/** JSON with its marked strings as the numbers they are. */
export function unmarked(json: string, mode: ReadMode): string {
  return mode.strict ? json : `regexp_replace(${json}, ${literal(`"${mode.mark}([^"]*)"`)}, '\\1', 'g')`;
}

export function withoutMark(text: string, mode: ReadMode): string {
  return mode.strict ? text : `replace(${text}, ${literal(mode.mark)}, '')`;
}
