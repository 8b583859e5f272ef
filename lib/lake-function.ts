import { join } from 'node:path';
import { Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as z from 'zod';
import { DASHBOARD } from '../src/config/metrics.ts';
import type { Placement } from './egress-network.ts';
import type { FunctionSettings } from './function-settings.ts';
import { acknowledge } from './nag-acknowledgement.ts';
import { dependByPolicy } from './policy-dependency.ts';

/** Names and values of a function's environment together, as Lambda counts them. */
const MOST_ENVIRONMENT_BYTES = 4_096;

/** What all functions of a stack share. */
export interface FunctionCommons {
  /** Folder of the bundled handlers; see `bundle-handlers.ts`. */
  readonly handlersFolder: string;
  readonly architecture: 'arm64' | 'x86_64';
  /** Keeps what called a function that then failed. */
  readonly failures: Queue;
  readonly logDays: RetentionDays;
  /** Whether X-Ray traces it. */
  readonly traces: boolean;
  /** Whether it also sends the metrics only a dashboard reads. */
  readonly dashboard: boolean;
  /** Where it connects from. @default an address of AWS's */
  readonly network?: Placement | undefined;
  /** What it is told. */
  readonly settings: FunctionSettings;
}

export interface LakeFunctionProps extends Omit<FunctionCommons, 'settings'> {
  /** What it is told. @default nothing */
  readonly settings?: FunctionSettings;
  /** Folder in `lambdas`. */
  readonly handler: string;
  readonly description: string;
  readonly memoryMB: number;
  readonly timeout: Duration;
  /** Variables of its own. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** The engine, for functions that work on the lake. @default none */
  readonly engine?: lambda.LayerVersion;
  /** Disk for what is under way. @default 512 MB */
  readonly diskMB?: number;
}

/** A function as all of ours are: Node 24, bundled with its SDK, its logs kept for a while, its failures for longer. */
export class LakeFunction extends Construct {
  readonly fn: lambda.Function;

  constructor(scope: Construct, id: string, props: LakeFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.fn = new lambda.Function(this, 'Function', {
      code: lambda.Code.fromAsset(join(props.handlersFolder, props.handler)),
      handler: 'index.handler',
      description: props.description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: props.architecture === 'arm64' ? lambda.Architecture.ARM_64 : lambda.Architecture.X86_64,
      memorySize: props.memoryMB,
      timeout: props.timeout,
      ephemeralStorageSize: Size.mebibytes(props.diskMB ?? 512),
      environment: {
        ...props.environment,
        CODEX_LAKE_STACK: Stack.of(this).stackName,
        ...(props.dashboard && { [DASHBOARD]: 'true' }),
      },
      ...props.network,
      layers: props.engine === undefined ? [] : [props.engine],
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      tracing: props.traces ? lambda.Tracing.ACTIVE : lambda.Tracing.DISABLED,
      // The next scheduled run heals; one more try bridges a hiccup.
      retryAttempts: 1,
      maxEventAge: Duration.hours(1),
      onFailure: new SqsDestination(props.failures),
    });
    const { defaultChild } = this.fn.node;
    // Said, as one that is said no more might stay as it was: a stack that is deployed is traced.
    if (!props.traces && defaultChild instanceof lambda.CfnFunction)
      defaultChild.tracingConfig = { mode: lambda.Tracing.PASS_THROUGH };
    props.settings?.grantRead(this.fn);
    if (this.fn.role !== undefined) dependByPolicy(this.fn.role);
    this.acceptWhatAllHave(props.traces);
    this.node.addValidation({ validate: () => this.tooLong() });
  }

  /** What Lambda would refuse only when the function is made. */
  private tooLong(): string[] {
    const { environment } = z
      .object({ environment: z.record(z.string(), z.unknown()) })
      .parse({ environment: Stack.of(this).resolve(this.variables()) });
    const bytes = Object.entries(environment).reduce(
      (sum, [name, value]) =>
        sum +
        Buffer.byteLength(name) +
        Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value)),
      0,
    );
    return bytes <= MOST_ENVIRONMENT_BYTES
      ? []
      : [
          `settings of this function: ${bytes} bytes, and Lambda takes ${MOST_ENVIRONMENT_BYTES}; shorten the longest of ${Object.keys(environment).join(', ')}`,
        ];
  }

  private variables(): unknown {
    const { defaultChild } = this.fn.node;
    const { environment } = defaultChild instanceof lambda.CfnFunction ? defaultChild : {};
    return Stack.of(this).resolve(environment)?.variables ?? {};
  }

  private acceptWhatAllHave(traces: boolean): void {
    acknowledge(
      this.fn,
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      'writes its own log streams and nothing else; AWS keeps the policy up to date',
    );
    acknowledge(
      this.fn,
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole]',
      'connects from a network by interfaces Lambda makes for it; AWS keeps the policy up to date',
    );
    acknowledge(
      this.fn,
      'Serverless-LambdaDLQ',
      'its on-failure destination keeps what failed, and with it the reason',
    );
    if (traces)
      acknowledge(
        this.fn,
        'AwsSolutions-IAM5[Resource::*]',
        'X-Ray knows no resources to narrow its permission to',
      );
    else
      acknowledge(
        this.fn,
        'Serverless-LambdaTracing',
        'a setting: each run is one call whose log has what it did',
      );
  }
}
