const MINUTES = { minute: 1, hour: 60, day: 24 * 60 };

/** Minutes between two calls of a schedule such as `rate(6 hours)`. */
export function minutesOf(rate: string): number {
  const found = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(rate);
  if (found === null) throw new Error(`schedule ${rate}: not a rate`);
  return Number(found[1]) * MINUTES[found[2] as keyof typeof MINUTES];
}
