import { elementsOf, membersOf, textOf } from '../../json/json-text.ts';
import type { Unit } from '../../tables/column.ts';
import { isAmount } from './reads-as.ts';
import { unitOf } from './units.ts';

/**
 * The fields that lead from each element of a list to an amount, as a path such as `$[*].cost` has them. An amount is an object of
 * `value` and `unit`.
 */
export function amountFields(path: string): readonly string[] {
  const [list, ...fields] = path.split('.');
  if (list !== '$[*]' || fields.length === 0) throw new Error(`amounts at ${path}: allowed is $[*].field`);
  return fields;
}

/** Whether the sum of all amounts in the unit can be told, so that it leaves none of them out. `json` is not null. */
export function isSummable(json: string, path: string, unit: Unit): boolean {
  const amounts = amountsIn(json, path);
  if (amounts === undefined) return false;
  const values = amounts.flatMap((amount) => (amount.unit === unit ? [amount.value] : []));
  return (
    values.every(isAmount) && isAmount(values.reduce((total, value) => total + Number(value), 0).toFixed(6))
  );
}

/** An amount that is in no unit, or in one that is not known. */
export interface OtherAmount {
  /** Place of its element in the list. */
  readonly at: number;
  readonly json: string;
}

export function otherAmountsIn(json: string, path: string): readonly OtherAmount[] {
  return (amountsIn(json, path) ?? []).filter(({ unit }) => unit === undefined);
}

interface Amount extends OtherAmount {
  /** Its text: of a JSON string what it says. */
  readonly value: string;
  readonly unit: Unit | undefined;
}

/** Those that have a value; undefined where something else is in the place of one, or of the list. */
function amountsIn(json: string, path: string): readonly Amount[] | undefined {
  if (!json.startsWith('[')) return undefined;
  const fields = amountFields(path);
  const amounts: Amount[] = [];
  for (const [at, element] of elementsOf(json).entries()) {
    let inner: string | undefined = element;
    for (const field of fields) {
      if (inner === undefined || inner === 'null') break;
      if (!inner.startsWith('{')) return undefined;
      inner = memberOf(inner, field);
    }
    if (inner === undefined || inner === 'null') continue;
    if (!inner.startsWith('{')) return undefined;
    const value = textIn(inner, 'value');
    if (value === undefined) continue;
    const [unit, currency] = [textIn(inner, 'unit'), textIn(inner, 'currency')];
    amounts.push({ at, json: inner, value, unit: unitOf({ unit, currency }, fields.at(-1) ?? '') });
  }
  return amounts;
}

/** Of a name that stands twice the first, as the engine reads inside JSON. */
function memberOf(object: string, field: string): string | undefined {
  return membersOf(object).find(({ name }) => name === field)?.value;
}

function textIn(object: string, field: string): string | undefined {
  const value = memberOf(object, field);
  if (value === undefined || value === 'null') return undefined;
  return value.startsWith('"') ? textOf(value) : value;
}
