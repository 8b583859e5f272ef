/**
 * The time one microsecond earlier or later, of an ISO time in UTC, at full precision. `after` and `before` are strict, and several
 * files may share one end time across the edge of a page: asking from just before that time lists them all again, and none is lost.
 */
export function adjacentMicrosecond(iso: string, step: 1 | -1): string {
  const [, seconds = '', fraction = ''] = /^(.*?\d{2}:\d{2}:\d{2})(?:\.(\d+))?/.exec(iso) ?? [];
  const zone = /(Z|[+-]\d{2}:?\d{2})$/.exec(iso)?.[0] ?? 'Z';
  const micros =
    BigInt(Date.parse(`${seconds}${zone}`)) * 1000n +
    BigInt(fraction.padEnd(6, '0').slice(0, 6)) +
    BigInt(step);
  const time = new Date(Number(micros / 1000n)).toISOString();
  return `${time.slice(0, -1)}${String(micros % 1000n).padStart(3, '0')}Z`;
}
