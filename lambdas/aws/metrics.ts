import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import {
  ALSO_ZERO,
  DASHBOARD,
  DRAWN,
  DRAWN_BY_SOURCE,
  NAMESPACE,
  WATCHED,
} from '../../src/config/metrics.ts';

const service = process.env.CODEX_LAKE_STACK ?? 'codex-lake';

/**
 * Sends what somebody reads of figures, as embedded metrics of the stack as a whole; where there is a dashboard, those it draws by
 * source of the source too, null where they are of none.
 */
export function sendMetrics(source: string | null, figures: Readonly<Record<string, number>>): void {
  const hasDashboard = process.env[DASHBOARD] !== undefined;
  const telling = Object.entries(figures).filter(([name, value]) => value !== 0 || ALSO_ZERO.has(name));
  publish(telling.filter(([name]) => WATCHED.has(name) || (hasDashboard && DRAWN.has(name))));
  if (hasDashboard && source !== null)
    publish(
      telling.filter(([name]) => DRAWN_BY_SOURCE.has(name)),
      { source },
    );
}

function publish(
  figures: readonly (readonly [string, number])[],
  dimensions: Record<string, string> = {},
): void {
  if (figures.length === 0) return;
  const metrics = new Metrics({ namespace: NAMESPACE, serviceName: service });
  metrics.addDimensions(dimensions);
  for (const [name, value] of figures) metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
}
