/**
 * JSON as the text it was sent as. A parsed and printed copy would lose digits, what stands twice, and names such as `__proto__`;
 * slices of the text lose nothing. `text` must be valid JSON, but for commas before a closing bracket, which are passed over.
 */

export interface Member {
  readonly name: string;
  /** The value as it was sent, without space around. */
  readonly value: string;
}

/** The members of an object, in their order, each as often as it is there. */
export function membersOf(object: string): Member[] {
  return split(object).map(({ name = '""', value }) => ({
    name: plainTextOf(name),
    value,
  }));
}

/** The elements of a list, as they were sent. */
export function elementsOf(list: string): string[] {
  return split(list).map(({ value }) => value);
}

/** What the text of a JSON string says. */
export function textOf(string: string): string {
  return String(JSON.parse(string));
}

/** The same, parsed only where something in it is escaped: most strings hold nothing that is. */
export function plainTextOf(string: string): string {
  return string.includes('\\') ? textOf(string) : string.slice(1, -1);
}

/** The text with each piece between two of its strings replaced. */
export function mapBetweenStrings(text: string, between: (piece: string) => string): string {
  let mapped = '';
  let from = 0;
  for (let open = text.indexOf('"'); open >= 0; open = text.indexOf('"', from)) {
    const end = closingQuote(text, open) + 1;
    mapped += between(text.slice(from, open)) + text.slice(open, end);
    from = end;
  }
  return mapped + between(text.slice(from));
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [34, 92, 44, 58];

function split(container: string): { readonly name?: string; readonly value: string }[] {
  const parts: { readonly name?: string; readonly value: string }[] = [];
  let depth = 0;
  let from = 0;
  let name: string | undefined;
  function end(at: number): void {
    const value = container.slice(from, at).trim();
    if (value !== '') parts.push(name === undefined ? { value } : { name, value });
    from = at + 1;
    name = undefined;
  }
  for (let i = 0; i < container.length; i++) {
    const char = container.charCodeAt(i);
    if (char === QUOTE) i = closingQuote(container, i);
    else if (isOpening(char)) {
      if (++depth === 1) from = i + 1;
    } else if (isClosing(char)) {
      if (--depth === 0) end(i);
    } else if (depth !== 1) continue;
    else if (char === COMMA) end(i);
    else if (char === COLON) {
      name = container.slice(from, i).trim();
      from = i + 1;
    }
  }
  return parts;
}

/** How many objects and lists of the text stand within each other. */
export function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === QUOTE) i = closingQuote(text, i);
    else if (isOpening(char)) deepest = Math.max(deepest, ++depth);
    else if (isClosing(char)) depth--;
  }
  return deepest;
}

const isOpening = (char: number): boolean => char === 123 || char === 91;
const isClosing = (char: number): boolean => char === 125 || char === 93;

/** Where the string that opens at `open` is closed; the end of the text where it is not. */
export function closingQuote(text: string, open: number): number {
  for (let end = text.indexOf('"', open + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}
