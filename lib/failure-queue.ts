import { Duration } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './nag-acknowledgement.ts';

/** Keeps what could not be done for two weeks: calls a schedule could not deliver, and calls a function failed on twice. */
export class FailureQueue extends sqs.Queue {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this, 'AwsSolutions-SQS3', 'is itself where failures go');
    acknowledge(this, 'Serverless-SQSRedrivePolicy', 'is itself where failures go');
  }
}
