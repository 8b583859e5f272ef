import { isExact, mapInexact } from '../../json/exact-number.ts';
import { elementsOf, mapBetweenStrings, membersOf, textOf } from '../../json/json-text.ts';
import type { JsonRules } from '../../privacy/json-rules.ts';
import type { WordsFilter } from '../../privacy/words-filter.ts';
import type { AnyJson, Shape, Struct } from '../../tables/shape.ts';
import { isSummable, otherAmountsIn } from './amounts.ts';
import { isAnyJson, isAnyText, readsAs } from './reads-as.ts';

/** Fields by name; of each its JSON text or the fields below it. A Map, as names may be those objects have by themselves. */
export type Fields = Map<string, Fitting>;
export type Fitting = string | Fields | readonly Fields[];

/** A record as the contract has it, and by path what it has besides: unknown fields, and values of another kind. */
export interface Fitted {
  readonly record: Fields;
  /** JSON texts as they were sent, without people's words. */
  readonly extra: ReadonlyMap<string, string>;
}

export interface FitOptions {
  /** When times are no longer taken for real, in milliseconds. */
  readonly until: number;
  /** Put before numbers DuckDB would change, which then go as strings, where JSON is kept whole. */
  readonly mark: string;
  /** What keeps people's words out of what no column knows. */
  readonly words: WordsFilter;
}

/** Field of the record for what no column knows; one upstream sends by that name is no exception. */
export const EXTRA = 'extra_json';

/** Fits the text of a JSON object to the shape. Slices of it are kept as they are: no number is parsed and printed. */
export function fitToShape(shape: Struct, json: string, options: FitOptions): Fitted {
  const extra = new Map<string, string>();
  const known = { ...shape.fields };
  delete known[EXTRA];
  const record = fitStruct({ ...shape, fields: known }, json, '', { ...options, extra });
  return { record, extra };
}

interface Fit extends FitOptions {
  readonly extra: Map<string, string>;
}

function fitStruct(shape: Struct, json: string, path: string, fit: Fit): Fields {
  const kept: Fields = new Map();
  for (const { name, value } of membersOf(json)) {
    const known = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
    const said = known === undefined ? fit.words.name(name) : name;
    const at = path === '' ? said : `${path}.${said}`;
    const fitted = known === undefined ? undefined : fitValue(known, value, at, fit);
    // Of a name that stands twice the last is meant.
    if (fitted !== undefined) kept.set(name, fitted);
    else {
      kept.delete(name);
      if (!isNothing(value)) keepBeside(fit, at, withoutWords(fit, known, name, value));
    }
  }
  return kept;
}

function fitValue(shape: Shape, value: string, path: string, fit: Fit): Fitting | undefined {
  // What an empty text is in a column of text, its reading says.
  if (value === 'null' || (shape.is !== 'text' && isNothing(value))) return 'null';
  if (shape.is === 'any') {
    keepUnread(shape, value, path, fit);
    return exactly(value, (number) => `"${fit.mark}${number}"`);
  }
  if (shape.is === 'text') return fitText(shape, value, fit);
  if (shape.is === 'struct') return value.startsWith('{') ? fitStruct(shape, value, path, fit) : undefined;
  if (!value.startsWith('[')) return undefined;
  return elementsOf(value).flatMap((element, i) => {
    if (element.startsWith('{')) return [fitStruct(shape.element, element, `${path}[${i}]`, fit)];
    if (!isNothing(element)) keepBeside(fit, `${path}[${i}]`, fit.words.misfit(element));
    return [];
  });
}

/** Where upstream has nothing to say it sends null, or an empty string also in the place of a number or an object. */
export const isNothing = (value: string): boolean => value === 'null' || value === '""';

function fitText(
  { readAs }: Extract<Shape, { is: 'text' }>,
  value: string,
  { until }: Fit,
): string | undefined {
  const isScalar = !value.startsWith('{') && !value.startsWith('[');
  if (!isScalar && !readAs.every(isAnyJson)) return undefined;
  const mustFit = readAs.filter((reading) => !isAnyText(reading));
  if (mustFit.length > 0) {
    const text = value.startsWith('"') ? textOf(value) : value;
    if (!mustFit.every((reading) => readsAs(text, reading, until))) return undefined;
  }
  if (value.startsWith('"')) return value;
  if (isScalar) return value === 'true' || value === 'false' || isExact(value) ? value : `"${value}"`;
  // DuckDB would take an object for its text, but print its numbers anew.
  return holdsInexact(value) ? JSON.stringify(value) : value;
}

/** Whether there may be a number that is not exact: most JSON has none, and need not be taken apart. */
const SUSPECT = /[\d.]{16}|[eE][+-]?\d{3}|nan|inf/i;

/** The text with numbers that DuckDB would change replaced. */
export function exactly(json: string, replace: (number: string) => string): string {
  if (!SUSPECT.test(json)) return json;
  return mapBetweenStrings(json, (piece) => mapInexact(piece, replace));
}

function holdsInexact(json: string): boolean {
  let found = false;
  exactly(json, (number) => {
    found = true;
    return number;
  });
  return found;
}

const AMOUNT_RULES: JsonRules = { value: 'number', unit: 'enum', currency: 'enum' };

/** Keeps beside what no column has of the amounts: the whole where one cannot be read, and each that is in no known unit. */
function keepUnread({ amounts, rules }: AnyJson, value: string, path: string, fit: Fit): void {
  if (!amounts.every(({ path, of }) => of === 'none' || isSummable(value, path, of)))
    keepBeside(fit, path, fit.words.column(rules, value));
  for (const { path: inside, of } of amounts) {
    if (of !== 'none') continue;
    for (const { at, json } of otherAmountsIn(value, inside))
      keepBeside(fit, `${path}${inside.replace('$[*]', `[${at}]`)}`, fit.words.column(AMOUNT_RULES, json));
  }
}

/** A value that goes beside, because nobody knows its name or because it is not of the kind its name has. */
function withoutWords({ words }: Fit, known: Shape | undefined, name: string, value: string): string {
  if (known === undefined) return words.unknown(name, value);
  const isText = known.is === 'text' && known.readAs.every(isAnyText);
  return isText ? words.unknown(name, value) : words.misfit(value);
}

/** Keeps a value by its path, also where another has the same, as `a.b` and b in a have. */
function keepBeside({ extra }: Fit, path: string, value: string): void {
  let free = path;
  for (let n = 2; extra.has(free); n++) free = `${path} (${n})`;
  extra.set(free, value);
}
