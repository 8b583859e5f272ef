import type { Context } from 'aws-lambda';
import { streamsOf } from '../../src/config/streams.ts';
import { audit } from '../../src/coverage/audit.ts';
import { auditObjects } from '../../src/coverage/damage/audit-objects.ts';
import { openLakeToReadAt } from '../../src/ledger/open-lake.ts';
import { logger } from '../aws/logger.ts';
import { keylessSettings } from '../aws/settings.ts';
import { keyLimits } from './key-limits.ts';
import { rawDaysOf, reportDamage, reportHealth, reportKeyAges } from './report.ts';

/**
 * Reckons how whole the lake is from its ledger alone, and looks for objects that are lost or damaged; sends both as metrics, so that
 * a collector that never runs, or a hand that deletes, is noticed.
 */
export async function handler(_event: unknown, context: Context) {
  logger.addContext(context);
  const config = await keylessSettings();
  const lake = await openLakeToReadAt(config);
  try {
    const damaged = reportDamage(await auditObjects(lake, new Date(), { rawDays: rawDaysOf(process.env) }));
    const health = reportHealth(await audit(lake, streamsOf(config, []), new Date()));
    reportKeyAges(await keyLimits(process.env, new Date()));
    return { ...health, damaged };
  } finally {
    await lake.close();
  }
}
