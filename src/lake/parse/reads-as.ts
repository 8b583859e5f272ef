import type { Kind, ReadAs } from '../../tables/column.ts';

/** Times are taken for real from here on. */
export const FIRST_TIME = '2000-01-01';
/** End of what may lie ahead, such as an expiry. */
export const LAST_TIME = '2100-01-01';

/** As RE2 and JavaScript both read them. What the strict read takes at once, and what may be read at all. */
export const PLAIN: Partial<Record<Kind, string>> = {
  bigint: '-?\\d{1,18}',
  decimal: '-?\\d{1,11}(\\.\\d+)?(e-\\d\\d?)?',
  double: '-?\\d{1,30}(\\.\\d+)?(e[+-]?\\d\\d?)?',
  boolean: 'true|false',
};
export const PLAIN_ASN = '([Aa][Ss])?\\d{1,18}';
export const AMOUNT = '[+-]?\\d{1,12}(\\.\\d+)?([eE][+-]?\\d\\d?)?';
export const PLAIN_SECONDS = '-?\\d{1,11}(\\.\\d+)?';
const CLOCK = '([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d';
const OFFSET = '[+-](0\\d|1[0-5])(:?[0-5]\\d)?';
/** RFC 3339, whose letters may be small, and its offset shorter or left out; or a day by itself. */
export const ISO = `\\d{4}-\\d\\d-\\d\\d([Tt ]${CLOCK}(\\.\\d+)?([Zz]|${OFFSET})?)?`;

const MATCHES = {
  amount: whole(AMOUNT),
  number: /^[+-]?\d+(\.\d*)?(e[+-]?\d+)?$/i,
  iso: whole(ISO),
};
const WHOLE = /^([+-]?\d{1,19})(?:\.(\d{0,18}))?(?:e\+?(\d\d?))?$/i;
const [SMALLEST_WHOLE, LARGEST_WHOLE] = [-(2n ** 63n), 2n ** 63n - 1n];
const LARGEST_AMOUNT = 1e12;

/**
 * Whether the text of a scalar is read as the kind: what is not becomes null, and is kept beside; an empty text is read as null.
 * Stricter than DuckDB's casts,
 * which round 12.5 to 13 and take `1_0`, ` 5 ` and `yes`. `until` is when times are no longer taken for real, in milliseconds.
 */
export function readsAs(text: string, { kind, read, mayLieAhead }: ReadAs, until: number): boolean {
  if (text === '' || isAnyText({ kind, read })) return true;
  if (read === 'iso' || read === 'unix') {
    const time = read === 'iso' ? ofIso(text) : ofSeconds(text);
    const from = kind === 'date' ? Math.floor(time / DAY_MS) * DAY_MS : time;
    return from >= Date.parse(FIRST_TIME) && from < (mayLieAhead ? Date.parse(LAST_TIME) : until);
  }
  if (kind === 'boolean') return text === 'true' || text === 'false';
  if (read === 'asn') return isWhole(text.replace(/^as(?=\d+$)/i, ''));
  if (kind === 'bigint') return isWhole(text);
  if (kind === 'decimal') return isAmount(text);
  return MATCHES.number.test(text) && Number.isFinite(Number(text));
}

/** Whether any text will do. */
export function isAnyText({ kind, read }: Pick<ReadAs, 'kind' | 'read'>): boolean {
  return isAnyJson({ read }) || kind === 'string' || kind === 'json';
}

/** Whether an object or a list will do as well, as its text. */
export function isAnyJson({ read }: Pick<ReadAs, 'read'>): boolean {
  return read === 'length' || read === 'digest' || read === 'verbatim';
}

export function isAmount(text: string): boolean {
  return MATCHES.amount.test(text) && Math.abs(Number(text)) < LARGEST_AMOUNT;
}

const SHORT = /^-?\d{1,15}$/;

function isWhole(text: string): boolean {
  if (SHORT.test(text)) return true;
  const [, digits, fraction = '', exponent = '0'] = WHOLE.exec(text) ?? [];
  if (digits === undefined) return false;
  const places = fraction.replace(/0+$/, '');
  const shift = Number(exponent) - places.length;
  if (shift < 0) return false;
  const value = BigInt(`${digits}${places}`) * 10n ** BigInt(shift);
  return value >= SMALLEST_WHOLE && value <= LARGEST_WHOLE;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Milliseconds, cut; NaN where the text is no time. */
function ofIso(text: string): number {
  if (!MATCHES.iso.test(text)) return Number.NaN;
  const day = text.slice(0, 10);
  const midnight = Date.parse(day);
  // Date takes February 30 for March 2.
  if (new Date(midnight).getUTCDate() !== Number(day.slice(8))) return Number.NaN;
  if (text.length === day.length) return midnight;
  const [, fraction = '', offset = ''] = /(\.\d+)?([Zz]|[+-][\d:]+)?$/.exec(text.slice(19)) ?? [];
  const cut = Number(fraction.slice(1, 4).padEnd(3, '0'));
  return Date.parse(`${day}T${text.slice(11, 19)}Z`) + cut - offsetMs(offset);
}

function offsetMs(offset: string): number {
  if (offset.length < 3) return 0;
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (offset.startsWith('-') ? -minutes : minutes) * MINUTE_MS;
}

function ofSeconds(text: string): number {
  return MATCHES.number.test(text) ? Math.floor(Math.round(Number(text) * 1e6) / 1000) : Number.NaN;
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}
