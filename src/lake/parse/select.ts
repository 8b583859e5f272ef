import { type Column, type Given, KINDS } from '../../tables/column.ts';
import type { Table } from '../../tables/define-table.ts';
import { UNDATED } from '../../tables/layout.ts';
import { fieldsOf } from '../../tables/shape.ts';
import { identifier, literal } from '../engine/duckdb.ts';
import { FILE_COLUMN } from './strict-read.ts';

/** SQL for what the collector knows of the records it reads, by name. */
export type GivenSql = Partial<Readonly<Record<Given, string>>>;

/** Ends the strict read. */
const MISFIT = `error('misfit')`;

/**
 * The one SELECT of a table: from raw records to typed rows, in the order they came. When `strict`, it fails on a value that
 * is not of its column's kind and on a row without its key, instead of leaving them null.
 */
export function selectRows(
  table: Table,
  source: string,
  exampleFile: string,
  given: GivenSql,
  strict: boolean,
): string {
  const columns = Object.entries(table.columns);
  const asNamed = ([name, column]: readonly [string, Column]) =>
    `${valueSql(column, given, strict)} AS ${identifier(name)}`;
  const isPart = ([, { origin }]: readonly [string, Column]) => origin.from === 'column';
  const read = columns.filter((column) => !isPart(column)).map(asNamed);
  // Parts of a time come from a query around: within one, DuckDB would read the time again for each.
  const all = columns.map((column) => (isPart(column) ? asNamed(column) : identifier(column[0])));
  const elements = table.unnest === undefined ? '' : `, unnest(${reference(table.unnest)}) AS elements(e)`;
  const misfits = [
    ...Object.values(table.columns).flatMap(passedOver),
    ...(table.unnest === undefined ? keyless(table, given) : []),
  ];
  // One CASE, as conditions joined by AND may be tried in any order, and the example lines fit nothing.
  const isExample = `r.${FILE_COLUMN} = ${literal(exampleFile)}`;
  const misfit = strict && misfits.length > 0 ? `WHEN ${misfits.join(' OR ')} THEN ${MISFIT}` : '';
  // DuckDB looks for unknown fields only while it reads every field, so the row is asked for as a whole.
  const whole = strict && table.unnest === undefined ? 'WHEN r IS NULL THEN false' : '';
  return `SELECT ${all.join(', ')} FROM (
    SELECT ${read.join(',\n    ')}
    FROM ${source} AS r${elements}
    WHERE CASE WHEN ${isExample} THEN false ${whole} ${misfit} ELSE true END)`;
}

/** The UTC day of a row's partition, from its columns. What has no usable time has one fixed home, so that its copies meet there. */
export function partitionSql(table: Table): string {
  if (table.partitionBy === null) return 'NULL';
  const time = identifier(table.partitionBy);
  return `CASE WHEN ${time} >= DATE '${UNDATED}' AND ${time} < DATE '2100-01-01'
      THEN strftime(${time}, '%Y-%m-%d') ELSE '${UNDATED}' END`;
}

function keyless(table: Table, given: GivenSql): string[] {
  return table.key.flatMap((name) => {
    const column = table.columns[name];
    return column === undefined ? [] : [`${valueSql(column, given, false)} IS NULL`];
  });
}

/** Misfits among several places of a column: the first value is taken, and no cast comes to those behind it. */
function passedOver(column: Column): string[] {
  if (column.origin.from !== 'record' || column.origin.paths.length === 1) return [];
  if (column.kind === 'string' || column.kind === 'json') return [];
  return column.origin.paths.map(
    (path) => `(${reference(path)} IS NOT NULL AND ${typed(column, path, false)} IS NULL)`,
  );
}

function valueSql(column: Column, given: GivenSql, strict: boolean): string {
  const type = KINDS[column.kind].duckdb;
  if (column.origin.from === 'given') {
    const value = given[column.origin.name];
    if (value === undefined) throw new Error(`no value given for ${column.origin.name}`);
    return `CAST(${value} AS ${type})`;
  }
  if (column.origin.from === 'column') {
    const time = identifier(column.origin.name);
    return `CAST(${column.origin.part === 'day' ? time : `hour(${time})`} AS ${type})`;
  }
  const values = column.origin.paths.map((path) => typed(column, path, strict));
  return values.length === 1 ? values.join() : `coalesce(${values.join(', ')})`;
}

/** The value at a path; of one that is not of the column's kind null or, when `strict`, an error. */
function typed(column: Column, path: string, strict: boolean): string {
  const value = reference(path);
  if (column.origin.from !== 'record') return value;
  const type = KINDS[column.kind].duckdb;
  const cast = strict ? 'CAST' : 'TRY_CAST';
  switch (column.origin.read) {
    case 'length':
      return `CAST(length(${value}) AS BIGINT)`;
    case 'digest':
      return `digest(${value})`;
    case 'person':
      return `person(${value})`;
    case 'sum':
      return `CAST(list_sum(list_transform(${inside(path)}, lambda x: TRY_CAST(x AS ${type}))) AS ${type})`;
    case 'iso':
      return instant(column, isoTime(value, strict));
    case 'unix': {
      const time = `make_timestamp(CAST(${cast}(${value} AS DOUBLE) * 1000000 AS BIGINT))`;
      return instant(column, strict ? time : `TRY(${time})`);
    }
    case 'plain':
      return named(column, path.includes('->') ? inside(path) : `${cast}(${value} AS ${type})`);
  }
}

/**
 * An ISO time in UTC. A cast to TIMESTAMP passes over an offset, and one to TIMESTAMPTZ is several times slower, so only a text
 * that has an offset goes that way. Words that DuckDB takes for a time, such as `infinity`, are none.
 */
function isoTime(text: string, strict: boolean): string {
  const cast = strict ? 'CAST' : 'TRY_CAST';
  const isUtc = `ends_with(${text}, 'Z') OR NOT regexp_matches(${text}, ':.*[+-]\\d\\d(:?\\d\\d)?$')`;
  return `CASE WHEN ${text} < '0' OR ${text} > ':' THEN ${strict ? MISFIT : 'NULL'}
      WHEN ${isUtc} THEN ${cast}(${text} AS TIMESTAMP)
      ELSE make_timestamp(epoch_us(${cast}(${text} AS TIMESTAMPTZ))) END`;
}

/** JSON is kept as upstream said it, but for e-mails where the lake keeps people's names to itself. */
function named({ kind }: Column, sql: string): string {
  return kind === 'json' ? `people(${sql})` : sql;
}

/** Cut to milliseconds, where a cast would round: the last moment of a day must not become the next day. */
function instant({ kind }: Column, micros: string): string {
  const cut = kind === 'timestamp' ? `date_trunc('milliseconds', ${micros})` : micros;
  return `CAST(${cut} AS ${KINDS[kind].duckdb})`;
}

/** The text at a path inside a JSON value: `$.a->$.b`; with `[*]` a list of texts. */
function inside(path: string): string {
  return `json_extract_string(${reference(path)}, ${literal(path.split('->')[1] ?? '$')})`;
}

function reference(path: string): string {
  return [path.startsWith('@') ? 'e' : 'r', ...fieldsOf(path).map(identifier)].join('.');
}
