import { KEY_REMINDER_DAYS } from '../../src/config/key-limit.ts';
import { METRICS } from '../../src/config/metrics.ts';
import { RAW_DAYS } from '../../src/config/raw-days.ts';
import type { Damage } from '../../src/coverage/damage/audit-objects.ts';
import type { Health } from '../../src/coverage/health.ts';
import { logger } from '../aws/logger.ts';
import { sendMetrics } from '../aws/metrics.ts';
import type { KeyLimit } from './key-limits.ts';

/** How much less a week may have than the weeks before it. */
const SHRUNK_PERCENT = 50;

/** Logs and counts how the streams of a lake are. One without a key is no cause for an alarm. */
export function reportHealth(found: readonly Health[]) {
  for (const { unlandedUnits, ...health } of found) {
    logger.info('source audited', health);
    if (!health.isConfigured) continue;
    sendMetrics(health.source, {
      [METRICS.staleHours]: health.staleHours,
      [METRICS.daysHeld]: health.held,
      [METRICS.quarantined]: health.quarantined,
      [METRICS.daysMissing]: health.daysMissing,
      [METRICS.shrinking]: Number(health.held > 0 || (health.shrunkPercent ?? 0) > SHRUNK_PERCENT),
      ...(health.daysUntilLost !== null && { [METRICS.daysUntilLost]: health.daysUntilLost }),
    });
  }
  return { streams: found.length, missing: found.reduce((sum, { daysMissing }) => sum + daysMissing, 0) };
}

/** Logs each damaged object with what to do, and counts them. */
export function reportDamage(found: readonly Damage[]): number {
  for (const damage of found) logger.error('object damaged', { ...damage });
  sendMetrics(null, { [METRICS.objectsDamaged]: found.length });
  return found.length;
}

/** Logs the keys whose time is nearly up, and counts the days until the first is as old as it may be. */
export function reportKeyAges(found: readonly KeyLimit[]): void {
  const expiring = found.filter(({ daysLeft }) => daysLeft <= KEY_REMINDER_DAYS);
  for (const key of expiring) logger.warn('key expiring', { ...key });
  if (expiring.length > 0)
    sendMetrics(null, { [METRICS.daysUntilKeyLimit]: Math.min(...expiring.map(({ daysLeft }) => daysLeft)) });
}

/** Days until the bucket deletes originals, as the stack says; null when it keeps them. */
export function rawDaysOf(environment: Readonly<Record<string, string | undefined>>): number | null {
  const days = environment[RAW_DAYS];
  return days === undefined ? null : Number(days);
}
