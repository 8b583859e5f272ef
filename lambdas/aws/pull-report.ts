import type { StreamResult } from '../collect/pull.ts';
import { METRICS } from '../config/metrics.ts';
import { AuthenticationError } from '../http/errors.ts';
import { logger } from './logger.ts';
import { sendMetrics } from './metrics.ts';

/** A scheduled pull that did not do what it was for: its function fails with it, and what called it is kept for a redrive. */
class PullFailed extends Error {
  override readonly name = 'PullFailed';
}

interface PullSummary {
  readonly sources: readonly { readonly source: string; readonly outcome: string; readonly landed: number }[];
}

/** Logs and counts what a scheduled pull did. Throws `PullFailed` when a source failed. */
export function reportPull(results: readonly StreamResult[]): PullSummary {
  for (const { stream, outcome, tally, error } of results) {
    const source = stream.source.name;
    sendMetrics(source, {
      [METRICS.failed]: Number(outcome === 'failed'),
      [METRICS.keyRefused]: Number(error instanceof AuthenticationError),
      [METRICS.notConfigured]: Number(outcome === 'not configured'),
      [METRICS.landed]: tally.landed,
      [METRICS.held]: tally.held + tally.standing,
      [METRICS.rows]: tally.rows,
      [METRICS.rejects]: tally.rejects,
      [METRICS.unknownFields]: tally.unknownFields,
    });
    const line = { source, scopeId: stream.scopeId, outcome, ...tally };
    if (outcome === 'failed') logger.error('source failed', line);
    else logger.info('source pulled', line);
  }
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0)
    throw new PullFailed(
      failed.map(({ stream, tally }) => `${stream.source.name}: ${tally.reason}`).join('; '),
    );
  return {
    sources: results.map(({ stream, outcome, tally }) => ({
      source: stream.source.name,
      outcome,
      landed: tally.landed,
    })),
  };
}
