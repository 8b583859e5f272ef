import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { NAMESPACE } from '../config/metrics.ts';

const service = process.env.CODEX_LAKE_STACK ?? 'codex-lake';

/** Sends figures of a source as embedded metrics, once for the source and once for the stack as a whole. */
export function sendMetrics(source: string, figures: Readonly<Record<string, number>>): void {
  const metrics = new Metrics({ namespace: NAMESPACE, serviceName: service });
  metrics.addDimensions({}).addDimensions({ source });
  for (const [name, value] of Object.entries(figures)) metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
}
