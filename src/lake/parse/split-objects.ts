/** The JSON objects that stand one after another on a line; what is between or behind them comes as a piece of its own. */
export function splitObjects(line: string): string[] {
  const pieces: string[] = [];
  let depth = 0;
  let start = 0;
  let inString = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i];
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') {
      depth--;
      if (depth > 0) continue;
      pieces.push(line.slice(start, i + 1));
      start = i + 1;
      depth = 0;
    }
  }
  pieces.push(line.slice(start));
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}
