/** A field as asked for: `alias: name(args) { selections }`. */
export interface Field {
  readonly key: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly fields: readonly Field[];
}

export interface Operation {
  readonly kind: 'query' | 'mutation';
  readonly fields: readonly Field[];
}

/** What GitHub answers when a document cannot be read; the message is its own. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
}

type Variables = Readonly<Record<string, unknown>>;

const TOKEN =
  /[\s,]+|#[^\n]*|(?<word>[A-Za-z_]\w*)|(?<number>-?\d+(?:\.\d+)?)|(?<text>"(?:[^"\\]|\\.)*")|(?<sign>[!$():=@[\]{}]|\.\.\.)/gy;

/** Reads one GraphQL operation with its variables put in. Fragments and directives are not part of what is simulated. */
export function readOperation(document: string, variables: Variables): Operation {
  const tokens = tokensOf(document);
  let at = 0;
  const peek = () => tokens[at];
  const next = () => tokens[at++];

  function expect(token: string): void {
    const found = next();
    if (found !== token)
      throw new ParseError(`Expected ${token}, actual: ${found ?? '(none)'} at token ${at}`);
  }

  function value(): unknown {
    const token = next();
    if (token === '$') return variables[next() ?? ''];
    if (token === '{') return Object.fromEntries(pairs('}'));
    if (token === '[') {
      const list: unknown[] = [];
      while (peek() !== ']') list.push(value());
      expect(']');
      return list;
    }
    if (token === undefined) throw new ParseError('Unexpected end of document');
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    return /^["\d-]/.test(token) ? JSON.parse(token) : token;
  }

  function pairs(end: string): [string, unknown][] {
    const found: [string, unknown][] = [];
    while (peek() !== end) {
      const name = next() ?? '';
      expect(':');
      found.push([name, value()]);
    }
    expect(end);
    return found;
  }

  function fields(): Field[] {
    expect('{');
    const found: Field[] = [];
    while (peek() !== '}') {
      const key = next();
      if (key === undefined || !/^\w+$/.test(key)) throw new ParseError(`Expected a field, actual: ${key}`);
      let name = key;
      if (peek() === ':') {
        next();
        name = next() ?? '';
      }
      let args: [string, unknown][] = [];
      if (peek() === '(') {
        next();
        args = pairs(')');
      }
      found.push({ key, name, args: Object.fromEntries(args), fields: peek() === '{' ? fields() : [] });
    }
    expect('}');
    return found;
  }

  if (peek() === '{') return { kind: 'query', fields: fields() };
  const kind = next();
  if (kind !== 'query' && kind !== 'mutation') throw new ParseError(`Expected an operation, actual: ${kind}`);
  while (peek() !== '{' && peek() !== undefined) next(); // name and declarations: the types are GitHub's to check
  return { kind, fields: fields() };
}

function tokensOf(document: string): string[] {
  const found: string[] = [];
  let end = 0;
  for (const match of document.matchAll(TOKEN)) {
    end = match.index + match[0].length;
    const { word, number, text, sign } = match.groups ?? {};
    const token = word ?? number ?? text ?? sign;
    if (token !== undefined) found.push(token);
  }
  if (end !== document.length) throw new ParseError(`Unexpected character at ${end}`);
  return found;
}
