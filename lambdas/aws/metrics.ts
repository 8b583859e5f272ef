import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { BY_SOURCE, NAMESPACE } from '../../src/config/metrics.ts';

const service = process.env.CODEX_LAKE_STACK ?? 'codex-lake';

/** Sends figures as embedded metrics of the stack as a whole, and those of `BY_SOURCE` of the source too, null where they are of none. */
export function sendMetrics(source: string | null, figures: Readonly<Record<string, number>>): void {
  const all = Object.entries(figures);
  publish(all);
  if (source !== null)
    publish(
      all.filter(([name]) => BY_SOURCE.has(name)),
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
