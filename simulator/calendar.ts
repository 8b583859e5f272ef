export const DAY_MS = 86_400_000;
export const DAY_SECONDS = 86_400;
export const DAY_MICROS = 86_400_000_000;
export const WINDOW_MICROS = 600_000_000;
export const WINDOWS_PER_DAY = 144;

const TWO = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'));
const THREE = Array.from({ length: 1000 }, (_, i) => String(i).padStart(3, '0'));

/** Days are numbers throughout: whole UTC days since 1970-01-01, a Thursday. */
export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

export function dayName(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function dayNumber(name: string): number {
  const ms = Date.parse(`${name}T00:00:00Z`);
  if (Number.isNaN(ms)) throw new RangeError(`day ${JSON.stringify(name)}: must be YYYY-MM-DD`);
  return dayOf(ms);
}

export function isWeekend(day: number): boolean {
  const weekday = (day + 4) % 7;
  return weekday === 0 || weekday === 6;
}

/** `HH:MM:SS.ffffff` of the microseconds since midnight. */
export function timeOfDay(micros: number): string {
  const seconds = Math.floor(micros / 1e6);
  const rest = micros - seconds * 1e6;
  const minutes = Math.floor(seconds / 60);
  const ms = Math.floor(rest / 1000);
  return `${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds % 60]}.${THREE[ms]}${THREE[rest - ms * 1000]}`;
}

/** Microseconds since 1970 as the API writes them. They fit a double exactly until the year 2255. */
export function isoMicros(micros: number): string {
  const day = Math.floor(micros / DAY_MICROS);
  return `${dayName(day)}T${timeOfDay(micros - day * DAY_MICROS)}Z`;
}

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[Tt](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?(Z|z|[+-]\d{2}:?\d{2})?)?$/;

/** Reads ISO 8601 at full precision (a JavaScript Date would cut the microseconds); null if it is not that. */
export function parseIsoMicros(text: string): number | null {
  const match = ISO.exec(text);
  if (!match) return null;
  const [, date, time = '00:00:00', fraction = '', zone = 'Z'] = match;
  const offset = /^z$/i.test(zone) ? 'Z' : zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const ms = Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}${offset}`);
  return Number.isNaN(ms) ? null : ms * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
