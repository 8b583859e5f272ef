import type { Context } from 'aws-lambda';
import { reportHealth } from '../aws/health-report.ts';
import { logger } from '../aws/logger.ts';
import { audit } from '../collect/audit.ts';
import { readConfig } from '../config/config.ts';
import { streamsOf } from '../config/streams.ts';
import { openLakeToRead } from '../lake/lake.ts';
import { openStore } from '../lake/open-store.ts';

/** Reckons how whole the lake is from its ledger alone, and sends it as metrics, so that a collector that never runs is noticed. */
export async function handler(_event: unknown, context: Context) {
  logger.addContext(context);
  const config = await readConfig({}, process.env, null);
  const lake = await openLakeToRead(await openStore(config.lake, config));
  try {
    return reportHealth(await audit(lake, streamsOf(config, []), new Date()));
  } finally {
    await lake.close();
  }
}
