import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { METRICS } from '../src/config/metrics.ts';
import { lakeMetric } from './lake-metric.ts';

export interface AlarmsProps {
  /** Stack the functions send metrics for. */
  readonly service: string;
  readonly failures: Queue;
  /** Where alarms go. */
  readonly topic: Topic;
  readonly staleAfterHours: number;
}

/** Days before upstream forgets something when somebody is told. */
const DAYS_TO_ACT = 7;

const { GREATER_THAN_THRESHOLD, LESS_THAN_OR_EQUAL_TO_THRESHOLD } = cloudwatch.ComparisonOperator;

interface AlarmDefinition {
  /** A heading of docs/runbook.md. */
  readonly name: string;
  /** What happened, to who gets the mail. */
  readonly says: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  /** @default above the threshold */
  readonly comparisonOperator?: cloudwatch.ComparisonOperator;
  /** Periods of the metric in a row. @default 1 */
  readonly evaluationPeriods?: number;
  /** @default no news is good news */
  readonly treatMissingData?: cloudwatch.TreatMissingData;
}

/** What somebody is told of. Each alarm is a heading of docs/runbook.md, and its description leads there. */
export class Alarms extends Construct {
  readonly alarms: readonly cloudwatch.Alarm[];
  private readonly props: AlarmsProps;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.props = props;
    const { service, failures, staleAfterHours } = props;
    const max = (name: string) => lakeMetric(service, name, 'Maximum');
    this.alarms = [
      this.alarm({
        name: 'failed',
        says: 'A run failed, and failed again when it was tried once more.',
        metric: failures.metricApproximateNumberOfMessagesVisible({
          statistic: 'Maximum',
          period: Duration.minutes(5),
        }),
        threshold: 0,
      }),
      this.alarm({
        name: 'key-refused',
        says: 'Upstream refuses a key, or finds a scope missing.',
        metric: max(METRICS.keyRefused),
        threshold: 0,
      }),
      this.alarm({
        name: 'stale',
        says: `Nothing was heard of a source for more than ${staleAfterHours} hours, or the audit itself is silent.`,
        metric: max(METRICS.staleHours),
        threshold: staleAfterHours,
        evaluationPeriods: 3,
        treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      }),
      this.alarm({
        name: 'shrinking',
        says: 'Upstream tells less of a day than it did, or of the last week less than half of the weeks before; the lake keeps what it had.',
        metric: max(METRICS.shrinking),
        threshold: 0,
      }),
      this.alarm({
        name: 'quarantined',
        says: 'Files or pages are set aside because they broke their contract.',
        metric: max(METRICS.quarantined),
        threshold: 0,
      }),
      this.alarm({
        name: 'about-to-be-lost',
        says: `A missing day will be forgotten upstream within ${DAYS_TO_ACT} days.`,
        metric: lakeMetric(service, METRICS.daysUntilLost, 'Minimum'),
        threshold: DAYS_TO_ACT,
        comparisonOperator: LESS_THAN_OR_EQUAL_TO_THRESHOLD,
      }),
      this.alarm({
        name: 'guard-tripped',
        says: 'A guard stopped a change of an allowlist, or a version of a feed was refused; nothing was changed.',
        metric: max(METRICS.guardTripped),
        threshold: 0,
      }),
      this.alarm({
        name: 'feed-stale',
        says: 'The published egress ranges have not been read, or have not changed, for too long.',
        metric: max(METRICS.feedStale),
        threshold: 0,
      }),
      this.alarm({
        name: 'allowlist-drifted',
        says: 'Somebody else took entries of ours out of an allowlist.',
        metric: max(METRICS.entriesDrifted),
        threshold: 0,
      }),
      this.alarm({
        name: 'allowlist-failed',
        says: 'An allowlist could not be read or brought into step.',
        metric: max(METRICS.syncFailed),
        threshold: 0,
      }),
      this.alarm({
        name: 'ranges-unplaced',
        says: 'A feed lists ranges that no configured allowlist takes.',
        metric: max(METRICS.rangesUnplaced),
        threshold: 0,
      }),
    ];
  }

  private alarm({ name, says, ...of }: AlarmDefinition): cloudwatch.Alarm {
    const { service, topic } = this.props;
    const alarm = new cloudwatch.Alarm(this, name, {
      alarmName: `${service}-${name}`,
      alarmDescription: `${says} What to do: docs/runbook.md#${name}`,
      comparisonOperator: GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      ...of,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    return alarm;
  }
}
