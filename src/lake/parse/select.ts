import { type Column, type EventKinds, type Given, KINDS } from '../../tables/column.ts';
import type { Table } from '../../tables/define-table.ts';
import { UNDATED } from '../../tables/layout.ts';
import { type EventTypes, TYPE_PATH } from '../../tables/record.ts';
import { identifier, literal } from '../engine/duckdb.ts';
import { amountListsSql, isOfAmounts, ofAmountsSql } from './amounts-sql.ts';
import { EXTRA } from './fit-to-shape.ts';
import { FIRST_TIME, LAST_TIME } from './reads-as.ts';
import { FILE_COLUMN } from './strict-read.ts';
import { isOddSql, MISFIT, type ReadMode, reference, valueSql } from './value-sql.ts';

/** SQL for what the collector knows of the records it reads, by name. */
export type GivenSql = Partial<Readonly<Record<Given, string>>>;

/** A FROM item with raw records, and how they are read. */
export interface RecordsToSelect {
  readonly from: string;
  /** The file of the example lines, which are no records. */
  readonly exampleFile: string;
  readonly given: GivenSql;
  readonly mode: ReadMode;
  /** Of log events, the types that are read here. */
  readonly eventTypes?: EventTypes | undefined;
  /** SQL over a record `r` for when times are no longer taken for real: a TIMESTAMP. */
  readonly until: string;
}

const UNTIL = '__until';

/**
 * The one SELECT of a table: from raw records to typed rows, in the order they came. In the strict read it fails on a value that
 * is not plainly of its column's kind and on a row without its key, instead of leaving them null.
 */
export function selectRows(table: Table, records: RecordsToSelect): string {
  const { from, exampleFile, given, mode, eventTypes, until } = records;
  const columns = Object.entries(table.columns);
  const isPart = (column: Column) => column.origin.from === 'column';
  const read = columns
    .filter(([, column]) => !isPart(column) && !isOfAmounts(column))
    .map(([name, column]) => `${columnSql(column, given, mode)} AS ${identifier(name)}`);
  // Parts of a time come from a query around, and so do its bounds and sums: within one, DuckDB would read the value again for each.
  const all = columns.map(([name, column]) => {
    const value = isPart(column) ? columnSql(column, given, mode) : doneSql(name, column, mode);
    return `${value} AS ${identifier(name)}`;
  });
  const elements = table.unnest === undefined ? '' : `, unnest(${reference(table.unnest)}) AS elements(e)`;
  // One CASE, as conditions joined by AND may be tried in any order, and the example lines fit nothing.
  const isExample = `r.${FILE_COLUMN} = ${literal(exampleFile)}`;
  const misfits = mode.strict ? [...misfitsOf(table, given), ...foreign(eventTypes)] : [];
  const misfit = misfits.length > 0 ? `WHEN ${misfits.join(' OR ')} THEN ${MISFIT}` : '';
  // DuckDB looks for unknown fields only while it reads every field, so the row is asked for as a whole.
  const whole = mode.strict && table.unnest === undefined ? 'WHEN r IS NULL THEN false' : '';
  return `SELECT ${all.join(', ')} FROM (
    SELECT ${[...read, ...amountListsSql(table, mode), `${until} AS ${UNTIL}`].join(',\n    ')}
    FROM ${from} AS r${elements}
    WHERE CASE WHEN ${isExample} THEN false ${whole} ${misfit} ELSE true END)`;
}

/** The UTC day of a time, as text. What has no usable time has one fixed home, so that its copies meet there. */
export function dtSql(column: string): string {
  const time = identifier(column);
  return `CASE WHEN ${time} >= DATE '${UNDATED}' AND ${time} < DATE '${LAST_TIME}'
      THEN strftime(${time}, '%Y-%m-%d') ELSE '${UNDATED}' END`;
}

/** Conditions on a record that the strict read does not take. */
function misfitsOf(table: Table, given: GivenSql): string[] {
  const columns = Object.values(table.columns);
  return [
    ...columns.flatMap(passedOver),
    ...columns.flatMap(({ origin }) =>
      origin.from === 'record' && origin.paths.includes(`$.${EXTRA}`) ? [`r.${EXTRA} IS NOT NULL`] : [],
    ),
    ...(table.unnest === undefined ? keyless(table, given) : ['e IS NULL']),
  ];
}

/** An event of another log's type. */
function foreign(types: EventTypes | undefined): string[] {
  if (types === undefined) return [];
  const type = reference(TYPE_PATH);
  if ('only' in types) return [`${type} NOT IN ('', ${literal(types.only)})`];
  return [`${type} IN (${types.allBut.map(literal).join(', ')})`];
}

function keyless(table: Table, given: GivenSql): string[] {
  return table.key.flatMap((name) => {
    const column = table.columns[name];
    if (column === undefined) return [];
    return [`${columnSql(column, given, { strict: false, mark: '' })} IS NULL`];
  });
}

/** Misfits among several places of a column: the first value is taken, and no cast comes to those behind it. */
function passedOver(column: Column): string[] {
  if (column.origin.from !== 'record' || column.origin.paths.length === 1) return [];
  if (column.kind === 'json' || column.origin.read === 'verbatim') return [];
  return column.origin.paths.map((path) => isOddSql(column, path));
}

function columnSql(column: Column, given: GivenSql, mode: ReadMode): string {
  const type = KINDS[column.kind].duckdb;
  const { origin } = column;
  if (origin.from === 'given') {
    const value = given[origin.name];
    if (value === undefined) throw new Error(`no value given for ${origin.name}`);
    return `CAST(${value} AS ${type})`;
  }
  if (origin.from === 'column') {
    if (origin.part === 'dt') return dtSql(origin.name);
    const time = identifier(origin.name);
    return `CAST(${origin.part === 'day' ? time : `hour(${time})`} AS ${type})`;
  }
  const values = origin.paths.map((path) => valueSql(column, path, mode));
  if (origin.orGiven !== undefined) values.push(given[origin.orGiven] ?? 'NULL');
  const value = values.length === 1 ? values.join() : `coalesce(${values.join(', ')})`;
  return origin.of === undefined ? value : `CASE WHEN ${isOfKinds(origin.of)} THEN ${value} END`;
}

function isOfKinds({ saidBy, kinds, isOthers = false }: EventKinds): string {
  const kind = `coalesce(${saidBy.map((path) => `nullif(${reference(path)}, '')`).join(', ')}, '')`;
  return `${kind} ${isOthers ? 'NOT IN' : 'IN'} (${kinds.map(literal).join(', ')})`;
}

/** A column as the query around has it: its amounts added up, its time within bounds. */
function doneSql(name: string, column: Column, mode: ReadMode): string {
  if (isOfAmounts(column)) return ofAmountsSql(column, mode);
  return mode.strict ? boundedSql(name, column) : identifier(name);
}

/** A column of the strict read; of a time outside the range that is taken for real an error. */
function boundedSql(name: string, { origin }: Column): string {
  const value = identifier(name);
  if (origin.from !== 'record' || (origin.read !== 'iso' && origin.read !== 'unix')) return value;
  const until = origin.mayLieAhead ? `DATE '${LAST_TIME}'` : UNTIL;
  return `CASE WHEN ${value} IS NULL OR (${value} >= DATE '${FIRST_TIME}' AND ${value} < ${until})
      THEN ${value} ELSE ${MISFIT} END`;
}
