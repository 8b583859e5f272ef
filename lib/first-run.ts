import { type CustomResource, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';
import { answeredResource } from './answered-resource.ts';
import type { Call } from './collectors.ts';
import { type FunctionCommons, LakeFunction } from './lake-function.ts';

export interface FirstRunProps extends Omit<FunctionCommons, 'settings'> {
  readonly calls: readonly Call[];
}

/** Two tries of the starter, with a minute between. */
const ANSWER_WITHIN = Duration.minutes(5);

/** Starts every collector once when the stack is new or reads something new, so that nobody has to wait for a schedule. */
export class FirstRun extends Construct {
  private readonly started: CustomResource;

  constructor(scope: Construct, id: string, { calls, ...commons }: FirstRunProps) {
    super(scope, id);
    const { fn } = new LakeFunction(this, 'Starter', {
      ...commons,
      handler: 'first-run',
      description: 'Codex Lake: starts the collectors right after a deployment',
      memoryMB: 256,
      timeout: Duration.minutes(1),
    });
    fn.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [...new Set(calls.map((call) => call.fn.functionArn))],
      }),
    );
    this.started = answeredResource(this, 'Run', {
      fn,
      within: ANSWER_WITHIN,
      properties: {
        calls: calls.map((call) => ({
          functionName: call.fn.functionName,
          input: JSON.stringify(call.input),
        })),
      },
    });
  }

  /** Starts nothing before this is there. */
  startAfter(ready: IDependable): void {
    this.started.node.addDependency(ready);
  }
}
