import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type FunctionCommons, LakeFunction } from './lake-function.ts';
import type { LakeStorage } from './lake-storage.ts';
import { acknowledge, waiveWildcard } from './nag-acknowledgement.ts';

export interface RebuildMachineProps extends FunctionCommons {
  readonly storage: LakeStorage;
  readonly engine: LayerVersion;
}

/** Pieces rebuilt at once; leaves the collectors their share of an account with the smallest quota. */
const AT_ONCE = 5;

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
    const stack = Stack.of(this);
    this.name = `${stack.stackName}-rebuild`;
    const logs = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/states/${this.name}`,
      retention: commons.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const machine = new sfn.CfnStateMachine(this, 'Machine', {
      stateMachineName: this.name,
      stateMachineType: 'STANDARD',
      roleArn: this.role(storage).roleArn,
      tracingConfiguration: { enabled: true },
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logs.logGroupArn } }],
      },
      definition: definition(this.fn.functionArn, storage.data.bucketName),
    });
    machine.node.addDependency(this.fn);
  }

  private role(storage: LakeStorage): iam.Role {
    const role = new iam.Role(this, 'Role', {
      description: 'Codex Lake: rebuilds',
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),
    });
    const stack = Stack.of(this);
    const allow = (actions: string[], resource: string) =>
      role.addToPolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
    allow(['lambda:InvokeFunction'], this.fn.functionArn);
    allow(['s3:GetObject'], storage.data.arnForObjects('rebuild/*'));
    allow(['kms:Decrypt'], storage.lakeKey.keyArn);
    allow(
      ['states:StartExecution'],
      stack.formatArn({
        service: 'states',
        resource: 'stateMachine',
        resourceName: this.name,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
    allow(
      [
        'logs:CreateLogDelivery',
        'logs:GetLogDelivery',
        'logs:UpdateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:ListLogDeliveries',
        'logs:PutResourcePolicy',
        'logs:DescribeResourcePolicies',
        'logs:DescribeLogGroups',
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
        'xray:GetSamplingRules',
        'xray:GetSamplingTargets',
      ],
      '*',
    );
    acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'log delivery and X-Ray know no narrower resource');
    waiveWildcard(role, storage.data, '/rebuild/*', 'reads the plan of any rebuild');
    return role;
  }
}

/** Plan, then each piece by itself: one that fails is tried again, and then does not stop the others. */
function definition(functionArn: string, bucket: string): object {
  const call = (Payload: object) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: functionArn, Payload },
    Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5, MaxAttempts: 3, BackoffRate: 2 }],
  });
  return {
    Comment: 'Makes tables again from originals',
    StartAt: 'Plan',
    States: {
      Plan: {
        ...call({ 'plan.$': '$.plan', 'id.$': '$$.Execution.Name' }),
        ResultSelector: { 'key.$': '$.Payload.key', 'items.$': '$.Payload.items' },
        ResultPath: '$.planned',
        Next: 'Pieces',
      },
      Pieces: {
        Type: 'Map',
        MaxConcurrency: AT_ONCE,
        ToleratedFailurePercentage: 100,
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSON' },
          Parameters: { Bucket: bucket, 'Key.$': '$.planned.key' },
        },
        ItemSelector: { 'item.$': '$$.Map.Item.Value', 'verify.$': '$.verify' },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Piece',
          States: {
            Piece: {
              ...call({ 'item.$': '$.item', 'verify.$': '$.verify' }),
              OutputPath: '$.Payload',
              End: true,
            },
          },
        },
        ResultPath: null,
        End: true,
      },
    },
  };
}
