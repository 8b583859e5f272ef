import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { NAMESPACE } from '../src/config/metrics.ts';

/** A metric the functions of a stack send, by the hour: over all sources, or of one. */
export function lakeMetric(service: string, metricName: string, statistic: string, source?: string): Metric {
  return new Metric({
    namespace: NAMESPACE,
    metricName,
    statistic,
    period: Duration.hours(1),
    dimensionsMap: { service, ...(source !== undefined && { source }) },
    ...(source !== undefined && { label: source }),
  });
}
