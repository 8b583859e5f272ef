/** A time as DuckDB tells it, `2026-11-18 09:30:00.5`, in ISO with milliseconds, UTC. */
export function isoOf(time: unknown): string {
  return new Date(`${String(time).replace(' ', 'T')}Z`).toISOString();
}
