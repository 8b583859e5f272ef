import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { type FunctionCommons, LakeFunction } from './lake-function.ts';
import type { LakeStorage } from './lake-storage.ts';
import { acknowledge, acknowledgeWildcard, arnInFindings } from './nag-acknowledgement.ts';
import { dependByPolicy } from './policy-dependency.ts';

export interface RebuildMachineProps extends FunctionCommons {
  readonly storage: LakeStorage;
  readonly engine: LayerVersion;
}

/** Pieces rebuilt at once; leaves the collectors their share of an account with the smallest quota. */
const AT_ONCE = 5;

/** Name of the map's runs, so that the role can be told of them. */
const PIECES = 'Pieces';

/** The machine has a name of its own, so another logical id would be a second machine of that name, which AWS refuses. */
const LOGICAL_ID = 'RebuildMachineA9D877FA';

/** Reads a plan, and may read nothing else of the lake. */
class PlanReader extends sfn.S3JsonItemReader {
  override providePolicyStatements(): iam.PolicyStatement[] {
    const resources = [this.bucket.arnForObjects('rebuild/*')];
    return [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources })];
  }
}

/**
 * Makes any part of the lake again from originals, piece by piece and many at once: for what is more than one function has
 * time for. Started by hand with `{"plan":{"tables":[]},"verify":false}`; `since` and `until` narrow it.
 */
export class RebuildMachine extends Construct {
  readonly fn: LakeFunction['fn'];
  readonly name: string;

  constructor(scope: Construct, id: string, { storage, ...commons }: RebuildMachineProps) {
    super(scope, id);
    this.fn = new LakeFunction(this, 'Rebuilder', {
      ...commons,
      handler: 'rebuild',
      description: 'Codex Lake: makes a piece of the lake again from originals',
      memoryMB: 2048,
      timeout: Duration.minutes(15),
      diskMB: 4096,
    }).fn;
    storage.grantLake(this.fn);
    this.name = `${Stack.of(this).stackName}-rebuild`;
    const role = new iam.Role(this, 'Role', {
      description: 'Codex Lake: rebuilds',
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    dependByPolicy(role);
    const machine = new sfn.StateMachine(this, 'Machine', {
      stateMachineName: this.name,
      // Said although it is the default: a machine whose type is said no more would be replaced.
      stateMachineType: sfn.StateMachineType.STANDARD,
      role,
      comment: 'Makes tables again from originals',
      definitionBody: sfn.DefinitionBody.fromChainable(this.definition(storage)),
      tracingEnabled: commons.traces,
      logs: {
        level: sfn.LogLevel.ALL,
        includeExecutionData: false,
        destination: new LogGroup(this, 'Logs', {
          logGroupName: `/aws/vendedlogs/states/${this.name}`,
          retention: commons.logDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      },
    });
    const { defaultChild } = machine.node;
    if (defaultChild instanceof sfn.CfnStateMachine) defaultChild.overrideLogicalId(LOGICAL_ID);
    // The plan is encrypted as everything in the lake is.
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [storage.lakeKey.keyArn] }),
    );
    this.acceptFindings(role, machine, storage, commons.traces);
  }

  /** Plan, then each piece by itself: one that fails is tried again, and then does not stop the others. */
  private definition(storage: LakeStorage): sfn.IChainable {
    const pieces = new sfn.DistributedMap(this, 'Pieces', {
      label: PIECES,
      maxConcurrency: AT_ONCE,
      toleratedFailurePercentage: 100,
      mapExecutionType: sfn.StateMachineType.STANDARD,
      itemReader: new PlanReader({
        bucket: storage.data,
        key: sfn.JsonPath.stringAt('$.planned.key'),
      }),
      itemSelector: {
        item: sfn.JsonPath.objectAt('$$.Map.Item.Value'),
        verify: sfn.JsonPath.objectAt('$.verify'),
      },
      resultPath: sfn.JsonPath.DISCARD,
    });
    pieces.itemProcessor(
      this.call(
        'Piece',
        { item: sfn.JsonPath.objectAt('$.item'), verify: sfn.JsonPath.objectAt('$.verify') },
        { outputPath: '$.Payload' },
      ),
    );
    return this.call(
      'Plan',
      { plan: sfn.JsonPath.objectAt('$.plan'), id: sfn.JsonPath.executionName },
      {
        resultSelector: {
          key: sfn.JsonPath.stringAt('$.Payload.key'),
          items: sfn.JsonPath.objectAt('$.Payload.items'),
        },
        resultPath: '$.planned',
      },
    ).next(pieces);
  }

  private call(
    name: string,
    payload: Record<string, unknown>,
    result: { outputPath?: string; resultPath?: string; resultSelector?: Record<string, unknown> },
  ): LambdaInvoke {
    const task = new LambdaInvoke(this, name, {
      lambdaFunction: this.fn,
      payload: sfn.TaskInput.fromObject(payload),
      retryOnServiceExceptions: false,
      ...result,
    });
    task.addRetry({ errors: ['States.ALL'], interval: Duration.seconds(5), maxAttempts: 3, backoffRate: 2 });
    return task;
  }

  private acceptFindings(
    role: iam.Role,
    machine: sfn.StateMachine,
    storage: LakeStorage,
    traces: boolean,
  ): void {
    if (!traces)
      for (const finding of ['AwsSolutions-SF2', 'Serverless-StepFunctionStateMachineXray'])
        acknowledge(machine, finding, 'a setting: the log of a rebuild has each piece with its times');
    acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'log delivery and X-Ray know no narrower resource');
    acknowledgeWildcard(role, this.fn, ':*', 'calls the one function, whichever version of it');
    acknowledgeWildcard(role, storage.data, '/rebuild/*', 'reads the plan of any rebuild');
    const name = `{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"${LOGICAL_ID}"}]}]}`;
    for (const execution of [`${name}:*`, `${name}/${PIECES}:*`])
      acknowledge(
        machine,
        `AwsSolutions-IAM5[Resource::${arnInFindings(this, 'states', `execution:${execution}`)}]`,
        'looks after its own executions, whose names AWS makes up',
      );
  }
}
