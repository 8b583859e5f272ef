import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { functionSettings } from '../aws/function-settings.ts';
import { logger } from '../aws/logger.ts';
import { reportPull } from '../aws/pull-report.ts';
import { runPull } from '../collect/run-pull.ts';
import { streamsOf } from '../config/streams.ts';
import { deadlineAfter } from '../http/deadline.ts';

/** What a schedule, or a person, asks of a collector. */
const Order = z.object({
  sources: z.array(z.string()).min(1),
  full: z.boolean().optional(),
  since: z.iso.date().optional(),
  until: z.iso.date().optional(),
});

/** Time to finish what is under way and to write the ledger. */
const LAST_MS = 60_000;

/** Reconciles the sources asked for, until its time is nearly used up; the next run goes on. */
export async function handler(event: unknown, context: Context) {
  logger.addContext(context);
  const { sources, ...order } = Order.parse(event);
  const config = await functionSettings();
  const deadline = deadlineAfter(context.getRemainingTimeInMillis() - LAST_MS);
  return reportPull(
    await runPull(config, streamsOf(config, sources), { ...order, now: () => new Date(), deadline }),
  );
}
