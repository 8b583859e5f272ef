import type { Company } from '../company/company.ts';
import { mix } from '../random.ts';
import type { LogType } from './log-types.ts';

const WINDOW_MS = 600_000;
const MINUTE_MS = 60_000;
export const KEPT_MS = 30 * 86_400_000;

/**
 * When a window's files come to light, Unix milliseconds: 10 to 30 minutes after it ended, three to five hours
 * for COSTS. Never before those of an earlier window, or a reader of `last_end_time` would miss some.
 */
export function visibleAt(company: Company, type: LogType, window: number): number {
  const costs = type === 'COSTS';
  // COSTS come by the hour, so their delay is drawn by the hour.
  const step = costs ? 6 : 1;
  const [shortest, spread] = costs ? [180, 120] : [10, 20];
  let latest = 0;
  for (let back = 0; back < 3; back++) {
    const earlier = window - back * step;
    const delay = shortest + (mix(mix(company.hash, type.length), Math.floor(earlier / step)) % spread);
    latest = Math.max(latest, (earlier + 1) * WINDOW_MS + delay * MINUTE_MS);
  }
  return latest;
}
