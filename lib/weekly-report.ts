import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { AlarmTopic } from './alarm-topic.ts';
import { type AthenaAccess, acknowledgeQueryWildcards, queryStatements } from './athena-access.ts';
import { type FunctionCommons, LakeFunction } from './lake-function.ts';
import type { Schedules } from './schedules.ts';

export interface WeeklyReportProps extends FunctionCommons, AthenaAccess {
  readonly schedules: Schedules;
  readonly topic: AlarmTopic;
  /** When, as EventBridge Scheduler writes it. */
  readonly every: string;
}

/** Writes the page people look at once a week: asks Athena as an analyst would, and tells the topic where the page is. */
export class WeeklyReport extends Construct {
  readonly fn: LakeFunction['fn'];

  constructor(scope: Construct, id: string, props: WeeklyReportProps) {
    super(scope, id);
    const { storage, databaseName, workgroup, schedules, topic, every } = props;
    this.fn = new LakeFunction(this, 'Writer', {
      handlersFolder: props.handlersFolder,
      architecture: props.architecture,
      failures: props.failures,
      logDays: props.logDays,
      traces: props.traces,
      dashboard: props.dashboard,
      settings: props.settings,
      environment: {
        CODEX_LAKE_DATABASE: databaseName,
        CODEX_LAKE_WORKGROUP: workgroup,
      },
      handler: 'report',
      description: 'Codex Lake: writes the weekly report',
      memoryMB: 1024,
      timeout: Duration.minutes(10),
    }).fn;
    topic.grantNotices(this.fn);
    for (const statement of queryStatements(props)) this.fn.addToRolePolicy(statement);
    storage.grantReports(this.fn);
    acknowledgeQueryWildcards(this.fn, props);
    schedules.every(every, 'report', this.fn);
  }
}
