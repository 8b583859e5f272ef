import { noticeOf } from '../../src/allowlist/diff.ts';
import { alarmsOf, summaryOf } from '../../src/allowlist/summary.ts';
import type { SyncResult } from '../../src/allowlist/sync.ts';
import { METRICS } from '../../src/config/metrics.ts';
import { logger } from '../aws/logger.ts';
import { sendMetrics } from '../aws/metrics.ts';
import type { Notify } from '../aws/notifier.ts';

/** A scheduled sync in which an allowlist failed: its function fails with it. An operator is alerted. */
class SyncFailed extends Error {
  override readonly name = 'SyncFailed';
}

/** Logs, counts and tells what a scheduled sync did. Throws `SyncFailed` when an allowlist failed. */
export async function reportSync(result: SyncResult, notify: Notify) {
  const alarms = alarmsOf(result);
  sendMetrics(null, {
    [METRICS.guardTripped]: alarms.guardViolations,
    [METRICS.feedStale]: alarms.feedStale,
    [METRICS.entriesDrifted]: alarms.targetDrifted,
    [METRICS.syncFailed]: alarms.syncFailed,
    [METRICS.rangesUnplaced]: alarms.rangesUnplaced,
    [METRICS.keyRefused]: Number(result.tokenRefused),
  });
  if (result.tokenRefused) logger.warn('key refused, the one before it was asked with', { key: 'github' });
  const { feeds, targets, verdict, mode } = summaryOf(result);
  for (const feed of feeds) logger[feed.refused === undefined ? 'info' : 'error']('feed read', feed);
  for (const { plan: _, ...target } of targets)
    logger[target.outcome === 'failed' ? 'error' : 'info']('allowlist synced', target);
  const notice = noticeOf(result);
  if (notice !== undefined) await notify(notice);
  const failed = targets.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0) throw new SyncFailed(failed.map(({ reason }) => reason).join('; '));
  return {
    mode,
    verdict,
    feeds,
    targets: targets.map(({ target, outcome, added, removed }) => ({ target, outcome, added, removed })),
  };
}
