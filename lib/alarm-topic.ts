import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { NOTICE_TOPIC } from '../src/config/metrics.ts';
import { acknowledge } from './nag-acknowledgement.ts';

export interface AlarmTopicProps {
  /** Who is told. @default nobody; subscribe to the topic by hand */
  readonly email?: string | undefined;
  /** What becomes of its key when the stack goes. */
  readonly removalPolicy: RemovalPolicy;
}

/** What SNS lets the owner of a topic do where the topic has no policy of its own. */
const OWNERS = [
  'sns:GetTopicAttributes',
  'sns:SetTopicAttributes',
  'sns:AddPermission',
  'sns:RemovePermission',
  'sns:DeleteTopic',
  'sns:Subscribe',
  'sns:ListSubscriptionsByTopic',
  'sns:Publish',
];

/** Where alarms and notices go. */
export class AlarmTopic extends sns.Topic {
  private readonly key: kms.Key;

  constructor(scope: Construct, id: string, { email, removalPolicy }: AlarmTopicProps) {
    // CloudWatch cannot use the key AWS keeps for SNS: alarms would be lost without a word.
    const masterKey = new kms.Key(scope, `${id}Key`, {
      description: 'Codex Lake: alarms and notices',
      enableKeyRotation: true,
      removalPolicy,
    });
    super(scope, id, { displayName: 'Codex Lake', masterKey, enforceSSL: true });
    this.key = masterKey;
    masterKey.grant(
      new iam.ServicePrincipal('cloudwatch.amazonaws.com'),
      'kms:Decrypt',
      'kms:GenerateDataKey',
    );
    const { account } = Stack.of(this);
    // A policy of a topic's own takes the place of the one SNS makes: who may publish, and what is the owner's, has to be said.
    this.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    this.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'Owner',
        principals: [new iam.AccountRootPrincipal()],
        actions: OWNERS,
        resources: [this.topicArn],
      }),
    );
    if (email !== undefined)
      acknowledge(
        this.addSubscription(new EmailSubscription(email)),
        'Serverless-SNSRedrivePolicy',
        'a mail that cannot be delivered would land in the queue whose alarm sends the next one; the console keeps every alarm',
      );
  }

  /** Lets a function send notices, and tells it where to. */
  grantNotices(fn: LambdaFunction): void {
    fn.addEnvironment(NOTICE_TOPIC, this.topicArn);
    const allow = (actions: string[], resource: string) =>
      fn.addToRolePolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
    allow(['sns:Publish'], this.topicArn);
    allow(['kms:Decrypt', 'kms:GenerateDataKey'], this.key.keyArn);
  }
}
