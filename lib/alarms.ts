import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { KEY_REMINDER_DAYS } from '../src/config/key-limit.ts';
import { METRICS } from '../src/config/metrics.ts';
import { lakeMetric } from './lake-metric.ts';

export interface AlarmsProps {
  /** Stack the functions send metrics for. */
  readonly service: string;
  readonly failures: Queue;
  /** Where alarms go. */
  readonly topic: Topic;
  readonly staleAfterHours: number;
  /** Whether keys may only be so old. */
  readonly keysHaveLimit: boolean;
  /** Whether there are allowlists to keep; without, their alarms could never go off. */
  readonly keepsAllowlists: boolean;
  /** Most hours between two runs of what sends a figure. */
  readonly hoursBetween: {
    readonly audits: number;
    readonly allowlistSyncs: number;
    /** Of the source with a key that is asked least often. */
    readonly pulls: number;
  };
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
  /** How many of the last periods are looked at; one that breaches is enough. */
  readonly evaluationPeriods: number;
  /** @default all is well: a figure is sent only while it has something to tell */
  readonly treatMissingData?: cloudwatch.TreatMissingData;
  /** Whether somebody is also told when nothing is sent any more. @default false */
  readonly tellsOfSilence?: boolean;
}

const DAY = 24;
/** Most days CloudWatch looks back. */
const LOOKS_BACK_DAYS = 7;

/** A figure's period: what sends it does so at least once in it, as far as CloudWatch has periods that long. */
function periodOf(hours: number): Duration {
  return Duration.hours(Math.min(Math.max(1, Math.ceil(hours)), DAY));
}

/** Periods in which a figure is sent, even where one call comes late. */
function periodsOf(hours: number): number {
  return Math.min(Math.ceil(hours / DAY) + 1, LOOKS_BACK_DAYS);
}

/** What somebody is told of. Each alarm is a heading of docs/runbook.md, and its description leads there. */
export class Alarms extends Construct {
  readonly alarms: readonly cloudwatch.Alarm[];
  private readonly props: AlarmsProps;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.props = props;
    const { service, failures, staleAfterHours, keysHaveLimit, keepsAllowlists, hoursBetween } = props;
    const sentEvery = (hours: number) => (name: string, statistic: 'Maximum' | 'Minimum') => ({
      metric: lakeMetric(service, name, statistic).with({ period: periodOf(hours) }),
      evaluationPeriods: periodsOf(hours),
    });
    const audited = sentEvery(hoursBetween.audits);
    const synced = sentEvery(hoursBetween.allowlistSyncs);
    this.alarms = [
      this.alarm({
        name: 'failed',
        says: 'A run failed, and failed again when it was tried once more.',
        // What arrives, not what is there: a message stays for two weeks, and would hide whatever fails after it.
        metric: failures.metricNumberOfMessagesSent({ statistic: 'Sum', period: Duration.hours(1) }),
        threshold: 0,
        evaluationPeriods: 1,
      }),
      this.alarm({
        name: 'key-refused',
        says: 'Upstream refuses a key, or finds a scope missing.',
        metric: lakeMetric(service, METRICS.keyRefused, 'Maximum'),
        threshold: 0,
        // Sources of another key are asked in between; until each was asked again, the refusal stands.
        evaluationPeriods: Math.min(Math.ceil(hoursBetween.pulls) + 1, LOOKS_BACK_DAYS * DAY),
      }),
      ...(keysHaveLimit
        ? [
            this.alarm({
              name: 'key-expiring',
              says: `A key is within ${KEY_REMINDER_DAYS} days of the age your own rules allow.`,
              ...audited(METRICS.daysUntilKeyLimit, 'Minimum'),
              threshold: KEY_REMINDER_DAYS,
              comparisonOperator: LESS_THAN_OR_EQUAL_TO_THRESHOLD,
            }),
          ]
        : []),
      this.alarm({
        name: 'stale',
        says: `Nothing was heard of a source for more than ${staleAfterHours} hours, or the audit itself is silent.`,
        ...audited(METRICS.staleHours, 'Maximum'),
        threshold: staleAfterHours,
        // A new stack has no audit yet, and is not stale; one whose audit falls silent lacks data, which is told as well.
        treatMissingData: cloudwatch.TreatMissingData.MISSING,
        tellsOfSilence: true,
      }),
      this.alarm({
        name: 'shrinking',
        says: 'Upstream tells less of a day than it did, or of the last week less than half of the weeks before; the lake keeps what it had.',
        ...audited(METRICS.shrinking, 'Maximum'),
        threshold: 0,
      }),
      this.alarm({
        name: 'quarantined',
        says: 'Files or pages are set aside because they broke their contract.',
        ...audited(METRICS.quarantined, 'Maximum'),
        threshold: 0,
      }),
      this.alarm({
        name: 'damaged',
        says: 'Objects of the lake are lost, emptied, cut or changed.',
        ...audited(METRICS.objectsDamaged, 'Maximum'),
        threshold: 0,
      }),
      this.alarm({
        name: 'about-to-be-lost',
        says: `A missing day will be forgotten upstream within ${DAYS_TO_ACT} days.`,
        ...audited(METRICS.daysUntilLost, 'Minimum'),
        threshold: DAYS_TO_ACT,
        comparisonOperator: LESS_THAN_OR_EQUAL_TO_THRESHOLD,
      }),
      ...(keepsAllowlists
        ? [
            this.alarm({
              name: 'guard-tripped',
              says: 'A guard stopped a change of an allowlist, or a version of a feed was refused; nothing was changed.',
              ...synced(METRICS.guardTripped, 'Maximum'),
              threshold: 0,
            }),
            this.alarm({
              name: 'feed-stale',
              says: 'The published egress ranges have not been read, or have not changed, for too long.',
              ...synced(METRICS.feedStale, 'Maximum'),
              threshold: 0,
            }),
            this.alarm({
              name: 'allowlist-drifted',
              says: 'Somebody else took entries of ours out of an allowlist.',
              ...synced(METRICS.entriesDrifted, 'Maximum'),
              threshold: 0,
            }),
            this.alarm({
              name: 'allowlist-failed',
              says: 'An allowlist could not be read or brought into step.',
              ...synced(METRICS.syncFailed, 'Maximum'),
              threshold: 0,
            }),
            this.alarm({
              name: 'ranges-unplaced',
              says: 'A feed lists ranges that no configured allowlist takes.',
              ...synced(METRICS.rangesUnplaced, 'Maximum'),
              threshold: 0,
            }),
          ]
        : []),
    ];
  }

  private alarm({ name, says, tellsOfSilence = false, ...of }: AlarmDefinition): cloudwatch.Alarm {
    const { service, topic } = this.props;
    const alarm = new cloudwatch.Alarm(this, name, {
      alarmName: `${service}-${name}`,
      alarmDescription: `${says} What to do: docs/runbook.md#${name}`,
      comparisonOperator: GREATER_THAN_THRESHOLD,
      datapointsToAlarm: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      ...of,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    if (tellsOfSilence) alarm.addInsufficientDataAction(new SnsAction(topic));
    return alarm;
  }
}
