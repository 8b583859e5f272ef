import type { Context } from 'aws-lambda';
import { streamsOf } from '../../src/config/streams.ts';
import { deadlineAfter } from '../../src/deadline/deadline.ts';
import { runPull } from '../../src/ingest/run-pull.ts';
import { logger } from '../aws/logger.ts';
import { topicNotifier } from '../aws/notifier.ts';
import { functionSettings } from '../aws/settings.ts';
import { beginningWithAny, CollectInput } from './input.ts';
import { reportPull } from './report.ts';

/** Time to finish what is under way and to write the ledger. */
const LAST_MS = 60_000;

/** Reconciles the sources asked for, until its time is nearly used up; the next run goes on. */
export async function handler(event: unknown, context: Context) {
  logger.addContext(context);
  const { sources, ...order } = CollectInput.parse(event);
  const config = await functionSettings();
  const deadline = deadlineAfter(context.getRemainingTimeInMillis() - LAST_MS);
  const streams = streamsOf(config, beginningWithAny(sources, Math.random()));
  const collected = streamsOf(config, []);
  const results = await runPull(config, streams, { ...order, collected, now: () => new Date(), deadline });
  return reportPull(results, topicNotifier());
}
