import type { Context } from 'aws-lambda';
import { streamsOf } from '../../src/config/streams.ts';
import { openLakeAt } from '../../src/ledger/open-lake.ts';
import { planRebuild, rebuildItem } from '../../src/repair/rebuild.ts';
import { logger } from '../aws/logger.ts';
import { keylessSettings } from '../aws/settings.ts';
import { RebuildInput, writePlan } from './input.ts';

/** Plans a rebuild, or does one piece of it; the state machine calls it for both. */
export async function handler(event: unknown, context: Context) {
  logger.addContext(context);
  const order = RebuildInput.parse(event);
  const config = await keylessSettings();
  const lake = await openLakeAt(config);
  try {
    if ('item' in order) return await rebuildItem(lake, order.item, { verify: order.verify });
    return await writePlan(lake.store, order.id, await planRebuild(lake, streamsOf(config, []), order.plan));
  } finally {
    await lake.close();
  }
}
