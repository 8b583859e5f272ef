import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { METRICS } from '../src/config/metrics.ts';
import { lakeMetric } from './lake-metric.ts';

export interface LakeDashboardProps {
  readonly service: string;
  readonly sources: readonly string[];
  readonly functions: readonly LambdaFunction[];
  readonly alarms: readonly cloudwatch.Alarm[];
}

/** How the pipeline does, on one page: alarms, news by source, what is held, what the functions took. */
export class LakeDashboard extends Construct {
  constructor(scope: Construct, id: string, { service, sources, functions, alarms }: LakeDashboardProps) {
    super(scope, id);
    const bySource = (name: string, statistic: string) =>
      sources.map((source) => lakeMetric(service, name, statistic, source));
    const overall = (name: string, label: string, statistic = 'Maximum') =>
      lakeMetric(service, name, statistic).with({ label });
    const graph = (title: string, left: cloudwatch.IMetric[]) =>
      new cloudwatch.GraphWidget({ title, left, width: 12, height: 6, leftYAxis: { min: 0 } });
    new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: service,
      defaultInterval: Duration.days(7),
      widgets: [
        [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 3 })],
        [
          graph('Hours since news, by source', bySource(METRICS.staleHours, 'Maximum')),
          graph('Rows landed, by source', bySource(METRICS.rows, 'Sum')),
        ],
        [
          graph('Not whole', [
            overall(METRICS.daysMissing, 'days missing'),
            overall(METRICS.daysHeld, 'days held'),
            overall(METRICS.quarantined, 'quarantined'),
          ]),
          graph('Set aside or new', [
            overall(METRICS.rejects, 'records rejected', 'Sum'),
            overall(METRICS.unknownFields, 'records with unknown fields', 'Sum'),
          ]),
        ],
        [
          graph(
            'Time a run took, at most',
            functions.map((fn) => fn.metricDuration({ statistic: 'Maximum' })),
          ),
          graph(
            'Errors',
            functions.map((fn) => fn.metricErrors()),
          ),
        ],
      ],
    });
  }
}
