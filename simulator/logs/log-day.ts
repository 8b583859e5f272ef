import { DAY_MICROS, WINDOWS_PER_DAY } from '../calendar.ts';
import type { FaultName } from '../faults.ts';
import type { DayLines } from './day-lines.ts';
import type { LogLine } from './envelope.ts';
import { echo, lateness } from './line-faults.ts';

/** What is filed in the windows of one day: its own events, and stragglers of the day before. */
export interface LogDay {
  count(window: number): number;
  /** In time order; `micros` counts from midnight of this day, so stragglers may be negative. */
  lines(window: number): LogLine[];
}

export function logDay(own: DayLines, yesterday: DayLines, has: (fault: FaultName) => boolean): LogDay {
  const windows: number[][] = Array.from({ length: WINDOWS_PER_DAY }, () => []);
  const stragglers: number[][] = Array.from({ length: WINDOWS_PER_DAY }, () => []);
  own.forEach((reference, window, hash) => {
    const filed = window + lateness(hash, has);
    windows[filed]?.push(reference);
    const again = echo(hash, has);
    if (again > 0) windows[filed + again]?.push(reference);
  });
  if (has('late-events')) {
    yesterday.forEach((reference, window, hash) => {
      const late = lateness(hash, has);
      if (late > 0) stragglers[window + late - WINDOWS_PER_DAY]?.push(reference);
    });
  }
  return {
    count: (window) => windows[window]!.length + stragglers[window]!.length,
    lines: (window) => {
      const lines = windows[window]!.map((reference) => own.write(reference));
      for (const reference of stragglers[window]!) {
        const line = yesterday.write(reference);
        lines.push({ ...line, micros: line.micros - DAY_MICROS });
      }
      return lines.sort((a, b) => a.micros - b.micros);
    },
  };
}
