import { dayNumber } from './calendar.ts';
import type { Company } from './company/company.ts';
import { byWindow, dayLines } from './logs/day-lines.ts';
import { lineBytes } from './logs/line-bytes.ts';

/**
 * One UTC day (`YYYY-MM-DD`) of CODEX_LOG, line by line in time order, without newlines and without faults.
 * Nothing is kept: a benchmark can draw gigabytes from it.
 */
export function* codexLogLines(company: Company, dayUtc: string): Generator<string> {
  for (const lines of windows(company, dayUtc)) yield* lines;
}

/** The same as JSONL in UTF-8, a piece for each 10-minute window with events. Faster than joining lines. */
export function* codexLogBytes(company: Company, dayUtc: string): Generator<Buffer> {
  for (const lines of windows(company, dayUtc)) {
    const bytes = lineBytes(lines);
    if (bytes.length > 0) yield bytes;
  }
}

/** Lines are written as they are taken, so that none outlives its use. */
function* windows(company: Company, dayUtc: string): Generator<Iterable<string>> {
  const day = dayLines(company, 'CODEX_LOG', dayNumber(dayUtc));
  for (const references of byWindow(day)) {
    yield references.values().map((reference) => day.write(reference).line);
  }
}
