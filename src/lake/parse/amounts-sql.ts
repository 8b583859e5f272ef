import { type Column, KINDS } from '../../tables/column.ts';
import type { Table } from '../../tables/define-table.ts';
import { identifier, literal } from '../engine/duckdb.ts';
import { amountFields } from './amounts.ts';
import { AMOUNT, PLAIN } from './reads-as.ts';
import { isOtherUnitSql, isUnitSql, unitSaidSql } from './units.ts';
import { filtered, MISFIT, type ReadMode, reference, unmarked, withoutMark } from './value-sql.ts';

/** Wider than any amount with more digits behind the point than a double has, so that nothing is rounded before it is added. */
const ADDEND = 'DECIMAL(38,18)';
/** What fits into 64 bits is read ten times faster. */
const [SHORT_AMOUNT, SHORT_ADDEND] = ['-?\\d{1,6}(\\.\\d{1,12})?', 'DECIMAL(18,12)'];

/** Whether a column is made of amounts: of the lists `amountListsSql` reads, in a query around. */
export function isOfAmounts({ origin }: Column): boolean {
  return origin.from === 'record' && (origin.read === 'sum' || origin.read === 'others');
}

/** The lists of amounts that a table's columns are made of, each read once, as columns of their own. */
export function amountListsSql(table: Table, mode: ReadMode): string[] {
  const paths = Object.values(table.columns).flatMap((column) =>
    isOfAmounts(column) ? pathsOf(column) : [],
  );
  return [...new Set(paths)].map((path) => `${listSql(path, mode)} AS ${listAt(path)}`);
}

/** The value of a column made of amounts. */
export function ofAmountsSql(column: Column, mode: ReadMode): string {
  const { origin } = column;
  if (origin.from !== 'record' || origin.read !== 'sum') return otherAmountsSql(column, mode);
  const [path = ''] = origin.paths;
  if (origin.unit === undefined) throw new Error(`sum over ${path}: of no unit`);
  const { field, value, said } = amountIn(path, mode);
  const isUnit = isUnitSql(origin.unit, said, field);
  const amounts = `list_transform(${listAt(path)}, lambda x: CASE WHEN ${isUnit} THEN ${value} END)`;
  return totalSql(amounts, KINDS[column.kind].duckdb, mode);
}

/** Null, or an error of the strict read, where something else is in the place of an amount or of the list. */
function listSql(path: string, mode: ReadMode): string {
  const value = reference(path);
  const fields = fieldsIn(path);
  const parents = ['$[*]', ...fields.map((_, i) => ['$[*]', ...fields.slice(0, i + 1)].join('.'))];
  const isList = [
    `json_type(${value}) = 'ARRAY'`,
    ...parents.map((parent) => allAre(`json_type(${value}, ${literal(parent)})`, 'OBJECT|NULL')),
  ].join(' AND ');
  // As JSON a value can be kept as it is, but that is twice as slow, and the strict read keeps none.
  const amount = { value: mode.strict ? 'VARCHAR' : 'JSON', unit: 'VARCHAR', currency: 'VARCHAR' };
  const form = [...fields].reverse().reduce<object>((inner, field) => ({ [field]: inner }), amount);
  return `CASE WHEN ${value} IS NULL THEN NULL WHEN NOT (${isList}) THEN ${mode.strict ? MISFIT : 'NULL'}
      ELSE from_json(${value}, ${literal(JSON.stringify([form]))}) END`;
}

/**
 * The sum of texts; null where one is no amount: a sum that leaves something out is worse than no sum. They are looked at all at
 * once, joined by a character no amount has: within a lambda DuckDB would compile the expression for every row.
 */
function totalSql(amounts: string, type: string, mode: ReadMode): string {
  const total = (addend: string) => {
    const sum = `CAST(list_sum(list_transform(${amounts}, lambda x: CAST(x AS ${addend}))) AS ${type})`;
    return mode.strict ? sum : `TRY(${sum})`;
  };
  return `CASE WHEN ${amounts} IS NULL THEN NULL
      WHEN ${allAre(amounts, SHORT_AMOUNT)} THEN ${total(SHORT_ADDEND)}
      WHEN ${allAre(amounts, mode.strict ? (PLAIN.decimal ?? '') : AMOUNT)} THEN ${total(ADDEND)}
      ELSE ${mode.strict ? MISFIT : 'NULL'} END`;
}

/** The amounts in no unit that is known, as JSON; null where there is none, and so in the strict read, which takes none. */
function otherAmountsSql(column: Column, mode: ReadMode): string {
  const found = pathsOf(column).map((path) => {
    const { field, value, said } = amountIn(path, mode);
    const others = `list_filter(${listAt(path)}, lambda x: ${value} IS NOT NULL AND ${isOtherUnitSql(said, field)})`;
    if (mode.strict) return others;
    const kept = `{'field': ${literal(field)}, 'value': ${at(path, 'value')}, 'unit': ${unitSaidSql(said)}}`;
    return `list_transform(${others}, lambda x: ${kept})`;
  });
  if (mode.strict)
    return `CASE WHEN ${found.map((list) => `len(${list}) > 0`).join(' OR ')} THEN ${MISFIT} END`;
  const all = found.reduce((lists, list) => `list_concat(${lists}, ${list})`);
  return filtered(
    column,
    unmarked(`CASE WHEN len(${all}) > 0 THEN CAST(to_json(${all}) AS VARCHAR) END`, mode),
  );
}

/** The texts of an amount, within an element `x` of its list. */
function amountIn(path: string, mode: ReadMode) {
  const value = at(path, 'value');
  return {
    field: fieldsIn(path).at(-1) ?? '',
    value: mode.strict ? value : withoutMark(`(${value}->>'$')`, mode),
    said: { unit: at(path, 'unit'), currency: at(path, 'currency') },
  };
}

const at = (path: string, name: string): string => ['x', ...fieldsIn(path).map(identifier), name].join('.');
const listAt = (path: string): string => identifier(`amounts at ${path}`);
const fieldsIn = (path: string): readonly string[] => amountFields(path.split('->')[1] ?? '');
const pathsOf = ({ origin }: Column): readonly string[] => (origin.from === 'record' ? origin.paths : []);

function allAre(texts: string, pattern: string): string {
  // Of a list of nulls DuckDB makes null, not the empty text.
  const joined = `coalesce(array_to_string(${texts}, chr(31)), '')`;
  return `regexp_full_match(${joined}, ${literal(`((${pattern})(\x1f(${pattern}))*)?`)})`;
}
