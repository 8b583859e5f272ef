import { elementsOf, membersOf, textOf } from '../../json/json-text.ts';
import { isAmount } from './reads-as.ts';

/** The fields below each element that a path such as `$[*].cost.value` sums up. */
export function summedFields(path: string): readonly string[] {
  const [list, ...fields] = path.split('.');
  if (list !== '$[*]' || fields.length === 0) throw new Error(`sum over ${path}: allowed is $[*].field`);
  return fields;
}

/** Whether every amount on the path is one, absent or null, so that the sum leaves nothing out. `json` is not null. */
export function isSummable(json: string, path: string): boolean {
  if (!json.startsWith('[')) return false;
  const fields = summedFields(path);
  let total = 0;
  for (const element of elementsOf(json)) {
    const amount = amountIn(element, fields);
    if (amount === undefined) continue;
    if (!isAmount(amount)) return false;
    total += Number(amount);
  }
  return isAmount(total.toFixed(6));
}

const NONE = 'no amount';

/** The text of the amount; undefined where there is none to read. */
function amountIn(element: string, fields: readonly string[]): string | undefined {
  let value = element;
  for (const field of fields) {
    if (value === 'null') return undefined;
    if (!value.startsWith('{')) return NONE;
    const inner = membersOf(value).find(({ name }) => name === field)?.value;
    if (inner === undefined) return undefined;
    value = inner;
  }
  if (value === 'null') return undefined;
  return value.startsWith('"') ? textOf(value) : value;
}
