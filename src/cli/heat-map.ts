import { styleText } from 'node:util';
import type { CoveredDay } from '../coverage/coverage.ts';
import { addDays, type Day, daysFrom } from '../tables/utc-day.ts';

type State = CoveredDay['state'];

interface Sign {
  readonly sign: string;
  readonly color: 'green' | 'yellow' | 'gray' | 'red';
  readonly words: string;
}

/** Complete days by how many rows they have, up to a quarter, half, three quarters and all of the stream's fullest day. */
const HEAT = ['▂', '▄', '▆', '█'];

/** Signs tell as much as colours do: not every terminal has them, nor every eye. */
const SIGNS: Readonly<Record<State, Sign>> = {
  complete: { sign: '█', color: 'green', words: `complete, by rows (${HEAT.join('')})` },
  pending: { sign: '▒', color: 'yellow', words: 'pending: too young to be trusted' },
  zero: { sign: '·', color: 'gray', words: 'zero: upstream says nothing happened' },
  missing: { sign: '✗', color: 'red', words: 'missing' },
};

export interface HeatRow {
  readonly name: string;
  readonly days: readonly CoveredDay[];
}

/**
 * One line a stream and one sign a day, the latest on the right, with the first of each month marked above. Shows as many of
 * the last `most` days as fit into `width` columns.
 */
export function heatMap(rows: readonly HeatRow[], today: Day, { width = 120, most = 90 } = {}): string {
  const label = Math.max(...rows.map(({ name }) => name.length)) + 2;
  const shown = Math.max(14, Math.min(most, width - label));
  const days = daysFrom(addDays(today, 1 - shown), addDays(today, 1));
  const lines = rows.map(({ name, days: covered }) => `${name.padEnd(label)}${signsOf(covered, days)}`);
  return [`${''.padEnd(label)}${monthMarks(days)}`.trimEnd(), ...lines, '', legend()].join('\n');
}

function signsOf(covered: readonly CoveredDay[], days: readonly Day[]): string {
  const byDay = new Map(covered.map((day) => [day.day, day]));
  const fullest = Math.max(1, ...covered.map(({ rows }) => rows));
  return days
    .map((day) => {
      const known = byDay.get(day);
      if (known === undefined) return ' ';
      const { sign, color } = SIGNS[known.state];
      return styleText(color, known.state === 'complete' ? heat(known.rows / fullest) : sign);
    })
    .join('');
}

function heat(share: number): string {
  return HEAT[Math.min(HEAT.length - 1, Math.max(0, Math.ceil(share * HEAT.length) - 1))] ?? '';
}

/** `Oct` above the first of October, where there is room for it. */
function monthMarks(days: readonly Day[]): string {
  let marks = '';
  for (const [index, day] of days.entries()) {
    const month = new Date(`${day}T00:00:00Z`).toLocaleString('en-US', { month: 'short', timeZone: 'UTC' });
    const fits = marks.length <= index && days.length - index >= month.length;
    if ((day.endsWith('-01') || index === 0) && fits) marks = marks.padEnd(index) + month;
  }
  return marks;
}

function legend(): string {
  return Object.values(SIGNS)
    .map(({ sign, color, words }) => `${styleText(color, sign)} ${words}`)
    .join('   ');
}
