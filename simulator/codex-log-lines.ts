import { dayNumber } from './calendar.ts';
import type { Company } from './company/company.ts';
import { byWindow, dayLines } from './logs/day-lines.ts';

/**
 * One UTC day (`YYYY-MM-DD`) of CODEX_LOG, line by line in time order, without newlines and without faults.
 * Nothing is kept: a benchmark can draw gigabytes from it.
 */
export function* codexLogLines(company: Company, dayUtc: string): Generator<string> {
  const day = dayLines(company, 'CODEX_LOG', dayNumber(dayUtc));
  for (const references of byWindow(day)) {
    const lines = references.map((reference) => day.write(reference));
    lines.sort((a, b) => a.micros - b.micros);
    for (const { line } of lines) yield line;
  }
}
