import { METRICS } from '../../src/config/metrics.ts';
import { AuthenticationError } from '../../src/http/errors.ts';
import type { StreamResult } from '../../src/ingest/pull.ts';
import { logger } from '../aws/logger.ts';
import { sendMetrics } from '../aws/metrics.ts';
import type { Notify } from '../aws/notifier.ts';

/** A scheduled pull that did not do what it was for: its function fails with it, and what called it is kept for a redrive. */
class PullFailed extends Error {
  override readonly name = 'PullFailed';
}

/** One line for each day whose figures moved more than the threshold. */
function restatementsOf({ stream, counters }: StreamResult): string[] {
  return counters.restated.map(
    ({ day, figure, before, after }) =>
      `${stream.source.name} of ${day}: ${figure} went from ${before} to ${after}`,
  );
}

interface PullSummary {
  readonly sources: readonly { readonly source: string; readonly outcome: string; readonly landed: number }[];
}

/** Logs, counts and tells what a scheduled pull did. Throws `PullFailed` when a source failed. */
export async function reportPull(results: readonly StreamResult[], notify: Notify): Promise<PullSummary> {
  for (const { stream, outcome, counters, error, keyRefused } of results) {
    const source = stream.source.name;
    sendMetrics(source, {
      [METRICS.keyRefused]: Number(keyRefused || error instanceof AuthenticationError),
      [METRICS.rows]: counters.rows,
      [METRICS.rejects]: counters.rejects,
      [METRICS.unknownFields]: counters.unknownFields,
    });
    if (keyRefused) logger.warn('key refused, the one before it serves', { source, key: stream.source.key });
    const line = { source, scopeId: stream.scopeId, outcome, ...counters };
    if (outcome === 'failed') logger.error('source failed', line);
    else logger.info('source pulled', line);
  }
  const told = results.flatMap(restatementsOf);
  if (told.length > 0)
    await notify({
      subject: 'Codex figures were restated',
      text: `${told.join('\n')}\nWhat to look at: docs/runbook.md#shrinking, and the view health_restatements.`,
    });
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0)
    throw new PullFailed(
      failed.map(({ stream, counters }) => `${stream.source.name}: ${counters.reason}`).join('; '),
    );
  return {
    sources: results.map(({ stream, outcome, counters }) => ({
      source: stream.source.name,
      outcome,
      landed: counters.landed,
    })),
  };
}
