/** A time as DuckDB tells it, `2026-11-18 09:30:00.5`, in ISO with milliseconds, UTC. */
export function isoOf(time: unknown): string {
  return new Date(`${String(time).replace(' ', 'T')}Z`).toISOString();
}

/** A time as it is read as milliseconds in UTC, from ISO with or without offset, or as DuckDB tells it; null when it is none. */
export function utcOf(time: unknown): string | null {
  const text = String(time).replace(' ', 'T');
  if (!/^\d{4}-\d\d-\d\d(T|$)/.test(text)) return null;
  const isZoned = !text.includes('T') || /(Z|[+-]\d\d(:?\d\d)?)$/i.test(text.slice(10));
  const ms = Date.parse(isZoned ? text : `${text}Z`);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString().slice(0, -1);
}
