import { elementsOf, membersOf } from '../json/json-text.ts';

/**
 * The elements of a list in a JSON document's top-level object, of any kind, as the texts they were sent as: numbers keep their
 * digits and fields their order, which a parsed and printed copy would not. `text` must be valid JSON; of a name that stands twice
 * the last is taken, as a parser does.
 */
export function rawElements(text: string, list: string): string[] {
  const value = membersOf(text).findLast(({ name }) => name === list)?.value ?? '';
  return value.startsWith('[') ? elementsOf(value) : [];
}
