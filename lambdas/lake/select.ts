import { type Column, type Given, KINDS } from '../tables/column.ts';
import type { Table } from '../tables/define-table.ts';
import { fieldsOf } from '../tables/shape.ts';
import { identifier, literal } from './duck.ts';
import { UNDATED } from './layout.ts';
import { FILE_COLUMN } from './strict-read.ts';

/** SQL for what the collector knows of the records it reads, by name. */
export type GivenSql = Partial<Readonly<Record<Given, string>>>;

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
  const columns = Object.entries(table.columns).map(
    ([name, column]) => `${valueSql(column, given)} AS ${identifier(name)}`,
  );
  const elements = table.each === undefined ? '' : `, unnest(${reference(table.each)}) AS elements(e)`;
  // Several columns of one ISO time are misfits together, and it is asked once.
  const odd = new Set([
    ...Object.values(table.columns).flatMap(misfitOf),
    ...(table.each === undefined ? keyless(table, given) : []),
  ]);
  // One CASE, as conditions joined by AND may be tried in any order, and the example lines fit nothing.
  const isExample = `r.${FILE_COLUMN} = ${literal(exampleFile)}`;
  const misfit = strict && odd.size > 0 ? `WHEN ${[...odd].join(' OR ')} THEN error('misfit')` : '';
  // DuckDB looks for unknown fields only while it reads every field, so the row is asked for as a whole.
  const whole = strict && table.each === undefined ? 'WHEN r IS NULL THEN false' : '';
  return `SELECT ${columns.join(',\n    ')}
    FROM ${source} AS r${elements}
    WHERE CASE WHEN ${isExample} THEN false ${whole} ${misfit} ELSE true END`;
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
    return column === undefined ? [] : [`${valueSql(column, given)} IS NULL`];
  });
}

function valueSql(column: Column, given: GivenSql): string {
  const type = KINDS[column.kind].duckdb;
  if (column.origin.from === 'given') {
    const value = given[column.origin.name];
    if (value === undefined) throw new Error(`no value given for ${column.origin.name}`);
    return `CAST(${value} AS ${type})`;
  }
  const values = column.origin.paths.map((path) => typed(column, path));
  return values.length === 1 ? values.join() : `coalesce(${values.join(', ')})`;
}

function typed(column: Column, path: string): string {
  const value = reference(path);
  if (column.origin.from !== 'record') return value;
  const type = KINDS[column.kind].duckdb;
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
      return instant(column, isoTime(value));
    case 'hour':
      return `CAST(hour(${isoTime(value)}) AS ${type})`;
    case 'unix':
      return instant(column, `TRY(make_timestamp(CAST(TRY_CAST(${value} AS DOUBLE) * 1000000 AS BIGINT)))`);
    case 'plain':
      return named(column, path.includes('->') ? inside(path) : `TRY_CAST(${value} AS ${type})`);
  }
}

/**
 * An ISO time in UTC. A cast to TIMESTAMP passes over an offset, and one to TIMESTAMPTZ is several times slower, so only a text
 * that has an offset goes that way. Words that DuckDB takes for a time, such as `infinity`, are none.
 */
function isoTime(text: string): string {
  const isUtc = `ends_with(${text}, 'Z') OR NOT regexp_matches(${text}, ':.*[+-]\\d\\d(:?\\d\\d)?$')`;
  return `CASE WHEN ${text} < '0' OR ${text} > ':' THEN NULL
      WHEN ${isUtc} THEN TRY_CAST(${text} AS TIMESTAMP)
      ELSE make_timestamp(epoch_us(TRY_CAST(${text} AS TIMESTAMPTZ))) END`;
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

function misfitOf(column: Column): string[] {
  if (column.origin.from !== 'record' || column.kind === 'string' || column.kind === 'json') return [];
  const { paths, read } = column.origin;
  if (!['plain', 'iso', 'unix', 'hour'].includes(read)) return [];
  return paths.map((path) => {
    const value = read === 'iso' || read === 'hour' ? isoTime(reference(path)) : typed(column, path);
    return `(${reference(path)} IS NOT NULL AND ${value} IS NULL)`;
  });
}

/** The text at a path inside a JSON value: `$.a->$.b`; with `[*]` a list of texts. */
function inside(path: string): string {
  return `json_extract_string(${reference(path)}, ${literal(path.split('->')[1] ?? '$')})`;
}

function reference(path: string): string {
  return [path.startsWith('@') ? 'e' : 'r', ...fieldsOf(path).map(identifier)].join('.');
}
