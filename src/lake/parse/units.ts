import type { Unit } from '../../tables/column.ts';
import { literal } from '../engine/duckdb.ts';

/** How a unit is spelled, in capitals: upstream says CREDITS and USD of costs, credit and usd of limits. */
const SPELLINGS: Readonly<Record<Unit, readonly string[]>> = { credits: ['CREDITS', 'CREDIT'], usd: ['USD'] };
const UNITS = Object.keys(SPELLINGS) as Unit[];
const ALL = UNITS.flatMap((unit) => SPELLINGS[unit]);

/** What stands beside an amount under either name: texts of JSON, or SQL for them. */
interface Said<Text> {
  readonly unit: Text;
  readonly currency: Text;
}

const SPACE = ' \t\r\n';
const SMALL = 'abcdefghijklmnopqrstuvwxyz';

/**
 * The unit an amount is in; undefined where it is not known, or two are said. Where none is said, the name of the field says it:
 * `estimated_cost_usd` can only be dollars, while a `cost` is billed in credits or in dollars, item by item, so that nobody can tell.
 */
export function unitOf(
  { unit = '', currency = unit }: Said<string | undefined>,
  field: string,
): Unit | undefined {
  // Only letters of ASCII have capitals here, or others would become some of theirs.
  const said = trimmed(unit === currency ? unit : `${unit} ${currency}`).replace(/[a-z]/g, (letter) =>
    letter.toUpperCase(),
  );
  return said === '' ? unitOfName(field) : UNITS.find((known) => SPELLINGS[known].includes(said));
}

/** Condition that an amount is in the unit, by the same rules as `unitOf`. */
export function isUnitSql(unit: Unit, said: Said<string>, field: string): string {
  const unsaid = unitOfName(field) === unit ? [''] : [];
  return isOneOf([...SPELLINGS[unit], ...unsaid], said);
}

/** Condition that an amount is in none that is known. */
export function isOtherUnitSql(said: Said<string>, field: string): string {
  const unsaid = unitOfName(field) === undefined ? [] : [''];
  return `NOT ${isOneOf([...ALL, ...unsaid], said)}`;
}

/** What is said of the unit, under either name or both; null where nothing is. */
export function unitSaidSql({ unit, currency }: Said<string>): string {
  return `nullif(concat_ws(' ', ${unit}, nullif(${currency}, ${unit})), '')`;
}

function isOneOf(spellings: readonly string[], said: Said<string>): string {
  const { unit, currency } = said;
  const list = (texts: readonly string[]) => `(${texts.map(literal).join(', ')})`;
  const trim = `trim(coalesce(${unitSaidSql(said)}, ''), ${literal(SPACE)})`;
  // What is spelled as usual, all but everything, is not spelled anew.
  const text = `CASE WHEN ${currency} IS NULL AND ${unit} IN ${list(ALL)} THEN ${unit}
      ELSE translate(${trim}, '${SMALL}', '${SMALL.toUpperCase()}') END`;
  return `(${text}) IN ${list(spellings)}`;
}

function unitOfName(field: string): Unit | undefined {
  return UNITS.find((unit) => field === unit || field.endsWith(`_${unit}`));
}

function trimmed(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && SPACE.includes(text.charAt(from))) from++;
  while (to > from && SPACE.includes(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}
