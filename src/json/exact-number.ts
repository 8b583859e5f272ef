/** A number outside of strings, with the words for none that some writers put and DuckDB reads. */
const TOKEN = /-?(?:\d[\d.eE+-]*|nan|inf(?:inity)?)/gi;

/** Length of `nan`, the shortest piece with a number in it that is not exact. */
const SHORTEST = 3;

/** The text with those numbers outside of its strings replaced that a double would change. */
export function mapInexact(piece: string, replace: (number: string) => string): string {
  // Most of what is between strings is a colon or a comma.
  if (piece.length < SHORTEST) return piece;
  return piece.replace(TOKEN, (number) => (isExact(number) ? number : replace(number)));
}

/**
 * Whether DuckDB's JSON reader keeps what a number says. It keeps whole numbers of any length, and takes all others for doubles:
 * 0.1234567890123456789 becomes 0.12345678901234568.
 */
export function isExact(number: string): boolean {
  if (/^-?\d+$/.test(number)) return true;
  // A double keeps any 15 digits; beyond e308 and below e-308 there is none.
  if (number.length <= 16 && /^[^eEnN]*([eE][+-]?\d\d?)?$/.test(number)) return true;
  const double = Number(number);
  return Number.isFinite(double) && valueSaid(number) === valueSaid(String(double));
}

/** The same for every spelling of a value: its sign, its digits without zeros around, and how far they are shifted. */
function valueSaid(number: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  if (kept === '') return `${sign}0`;
  return `${sign}${kept}e${BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - kept.length)}`;
}
