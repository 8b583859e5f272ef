const HOURS = { minute: 1 / 60, hour: 1, day: 24 };
const WEEK = 7 * 24;
const LONGEST = 366 * 24;

/**
 * Most hours between two calls of a schedule, as EventBridge Scheduler writes it: exact for a rate, and for a cron expression the
 * day, week or year its fields leave it to, where they leave more than an hour.
 */
export function hoursBetween(expression: string): number {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate !== null) return Number(rate[1]) * HOURS[unitOf(rate[2])];
  const [, hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = expression
    .replace(/^cron\(|\)$/g, '')
    .split(' ');
  const isAny = (field: string) => field === '*' || field === '?';
  if (!isAny(month)) return LONGEST;
  if (!isAny(dayOfMonth)) return 31 * 24;
  if (!isAny(dayOfWeek)) return WEEK;
  return hour === '*' ? 1 : 24;
}

function unitOf(text: string | undefined): keyof typeof HOURS {
  if (text === 'minute' || text === 'hour' || text === 'day') return text;
  throw new Error(`rate of ${text}: unknown, allowed are minute, hour and day`);
}
