/**
 * What a spreadsheet runs as a formula: a text that starts with one of these signs, in full width too (as East Asian keyboards
 * write them, and Excel reads them), also behind spaces, line ends and signs without width, which some strip.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA =
  /^[\s\p{Cc}\p{Cf}\p{Z}]*[=+\-@\uFE62\uFE63\uFE66\uFE6B\uFF0B\uFF0D\uFF1D\uFF20\u2212]|^[\t\r\n]/u;

/** Decimals and integers past what a number holds come as texts, and are none to run. */
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** RFC 4180, the columns' names as the first line, each line ended by CRLF. A text that a spreadsheet would run has `'` before it. */
export function csvText(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [columns, ...rows].map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

function field(value: unknown): string {
  const text = textOf(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  // Where a comma separates decimals, spreadsheets split at semicolons.
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
