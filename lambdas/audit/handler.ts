import type { Context } from 'aws-lambda';
import { readConfig } from '../../src/config/config.ts';
import { streamsOf } from '../../src/config/streams.ts';
import { audit } from '../../src/coverage/audit.ts';
import { openLakeToRead } from '../../src/lake/lake.ts';
import { openStore } from '../../src/lake/store/open-store.ts';
import { logger } from '../aws/logger.ts';
import { reportHealth } from './report.ts';

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
