import { closingQuote } from './closing-quote.ts';

/**
 * The elements of a list in a JSON document's top-level object, as the texts they were sent as: numbers keep their digits
 * and fields their order, which a parsed and printed copy would not. `text` must be valid JSON.
 */
export function rawElements(text: string, list: string): string[] {
  const elements: string[] = [];
  let depth = 0;
  let key = '';
  let inList = false;
  let start = -1;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"') {
      const end = closingQuote(text, i);
      if (depth === 1) key = text.slice(i + 1, end);
      i = end;
    } else if (char === '{' || char === '[') {
      depth++;
      if (depth === 2) inList = char === '[' && key === list;
      if (inList && depth === 3) start = i;
    } else if (char === '}' || char === ']') {
      if (inList && depth === 3) elements.push(text.slice(start, i + 1));
      depth--;
    }
  }
  return elements;
}
