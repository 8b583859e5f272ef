import { closingQuote, plainTextOf } from './json-text.ts';

/** What becomes of the strings of a JSON text, by where they stand. A place is whatever the visitor needs to know of one. */
export interface StringVisitor<Place> {
  /** A member's name in the object at `parent`: the JSON of a string for it, or undefined to keep it; and its value's place. */
  name(parent: Place, name: string): { readonly json?: string | undefined; readonly place: Place };
  /** A string that is a value: JSON for it, or undefined to keep it as it was sent. */
  value(place: Place, text: string): string | undefined;
}

const [QUOTE, COMMA] = [34, 44];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [123, 125, 91, 93];

/** An object or list that is open; elements of a list have the list's place. */
interface Open<Place> {
  readonly isObject: boolean;
  readonly place: Place;
}

/**
 * The JSON text with its strings replaced, all else being the slices it was sent as. One pass, and no deeper in the stack however
 * deep it is nested.
 */
export function mapStrings<Place>(json: string, root: Place, visitor: StringVisitor<Place>): string {
  const open: Open<Place>[] = [];
  let within: Open<Place> | undefined;
  let place = root;
  let isName = false;
  let mapped = '';
  let from = 0;
  for (let i = 0; i < json.length; i++) {
    const char = json.charCodeAt(i);
    if (char === QUOTE) {
      const end = closingQuote(json, i) + 1;
      const text = plainTextOf(json.slice(i, end));
      let replaced: string | undefined;
      if (isName && within !== undefined) {
        const named = visitor.name(within.place, text);
        replaced = named.json;
        place = named.place;
        isName = false;
      } else replaced = visitor.value(place, text);
      if (replaced !== undefined) {
        mapped += json.slice(from, i) + replaced;
        from = end;
      }
      i = end - 1;
    } else if (char === OPEN_OBJECT || char === OPEN_LIST) {
      isName = char === OPEN_OBJECT;
      within = { isObject: isName, place };
      open.push(within);
    } else if (char === CLOSE_OBJECT || char === CLOSE_LIST) {
      open.pop();
      within = open.at(-1);
      isName = false;
    } else if (char === COMMA && within !== undefined) {
      isName = within.isObject;
      place = within.place;
    }
  }
  return from === 0 ? json : mapped + json.slice(from);
}
