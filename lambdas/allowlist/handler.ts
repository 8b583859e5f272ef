import type { Context } from 'aws-lambda';
import { runSync } from '../../src/allowlist/run-sync.ts';
import { deadlineAfter } from '../../src/deadline/deadline.ts';
import { logger } from '../aws/logger.ts';
import { topicNotifier } from '../aws/notifier.ts';
import { functionSettings } from '../aws/settings.ts';
import { reportSync } from './report.ts';

/** Time to look back at what was done, and to write it down. */
const LAST_MS = 60_000;

/** Brings the configured allowlists into step with the feeds; a dry run until `allowlist.apply` is switched on. */
export async function handler(_event: unknown, context: Context) {
  logger.addContext(context);
  const config = await functionSettings();
  const mode = config.allowlist.apply ? 'apply' : 'dry run';
  const deadline = deadlineAfter(context.getRemainingTimeInMillis() - LAST_MS);
  return reportSync(await runSync(config, { mode, deadline }), topicNotifier());
}
