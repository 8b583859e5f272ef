import type { Context } from 'aws-lambda';
import { logger } from '../aws/logger.ts';
import { RebuildOrder, writePlan } from '../aws/rebuild-plan.ts';
import { planRebuild, rebuildItem } from '../collect/rebuild.ts';
import { readConfig } from '../config/config.ts';
import { streamsOf } from '../config/streams.ts';
import { openPlace } from '../lake/open-place.ts';

/** Plans a rebuild, or does one piece of it; the state machine calls it for both. */
export async function handler(event: unknown, context: Context) {
  logger.addContext(context);
  const order = RebuildOrder.parse(event);
  const config = await readConfig({}, process.env, null);
  const lake = await openPlace(config);
  try {
    if ('item' in order) return await rebuildItem(lake, order.item, { verify: order.verify });
    return await writePlan(lake.store, order.id, await planRebuild(lake, streamsOf(config, []), order.plan));
  } finally {
    await lake.close();
  }
}
