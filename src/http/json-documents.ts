import { closingQuote } from '../json/json-text.ts';

/** The objects and lists in a text that has nothing but such, one behind the other, parsed. Throws `SyntaxError` where it has not. */
export function jsonDocuments(text: string): unknown[] {
  const documents: unknown[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"') i = closingQuote(text, i);
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) {
      documents.push(JSON.parse(text.slice(start, i + 1)));
      start = i + 1;
    }
  }
  const rest = text.slice(start);
  return rest.trim() === '' ? documents : [...documents, JSON.parse(rest)];
}
