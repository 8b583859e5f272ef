import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import { dependByPolicy } from './policy-dependency.ts';

export interface SchedulesProps {
  /** Keeps what could not be delivered. */
  readonly failures: Queue;
  /** Minutes over which calls may be spread. 0 is none. */
  readonly flexibleMinutes: number;
}

/** What runs when. A rate without a start begins at once, so there is something to see right after the first deployment. */
export class Schedules extends Construct {
  private readonly props: SchedulesProps;
  private readonly role: iam.Role;
  private readonly made: scheduler.Schedule[] = [];

  constructor(scope: Construct, id: string, props: SchedulesProps) {
    super(scope, id);
    this.props = props;
    this.role = new iam.Role(this, 'Role', {
      description: 'Codex Lake: calls functions on schedule',
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    dependByPolicy(this.role);
    this.allow(['sqs:SendMessage'], props.failures.queueArn);
  }

  /** Calls `fn` with `input` at the pace of `expression`, as EventBridge Scheduler writes it, in UTC. */
  every(expression: string, name: string, fn: lambda.Function, input: object = {}): void {
    const { failures, flexibleMinutes } = this.props;
    this.allow(['lambda:InvokeFunction'], fn.functionArn);
    const schedule = new scheduler.Schedule(this, name, {
      description: `${name}: ${expression}`,
      schedule: scheduler.ScheduleExpression.expression(expression),
      timeWindow:
        flexibleMinutes === 0
          ? scheduler.TimeWindow.off()
          : scheduler.TimeWindow.flexible(Duration.minutes(flexibleMinutes)),
      target: new LambdaInvoke(fn, {
        input: scheduler.ScheduleTargetInput.fromObject(input),
        retryAttempts: 3,
        maxEventAge: Duration.hours(1),
        deadLetterQueue: failures,
        // By itself it would be let call every version of the function there may ever be.
        role: this.role.withoutPolicyUpdates(),
      }),
    });
    // A call before the role has its policy would fail, and one before all is made would leave objects that a rollback cannot remove.
    schedule.node.addDependency(this.role);
    this.made.push(schedule);
  }

  /** Lets nothing be called before this is there. */
  startAfter(ready: IDependable): void {
    for (const schedule of this.made) schedule.node.addDependency(ready);
  }

  private allow(actions: string[], resource: string): void {
    this.role.addToPolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
  }
}
