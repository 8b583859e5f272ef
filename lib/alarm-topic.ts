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
  /**
   * Encrypts what is told; the functions that tell may use it already. One that is not of this stack cannot be opened to CloudWatch
   * here: the topic then has a key of its own.
   */
  readonly lakeKey: kms.IKey;
  /** What becomes of a key of its own when the stack goes. */
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
  private readonly ownKey: kms.IKey | undefined;

  constructor(scope: Construct, id: string, { email, lakeKey, removalPolicy }: AlarmTopicProps) {
    const isOfStack = lakeKey instanceof kms.Key;
    const masterKey = isOfStack
      ? lakeKey
      : new kms.Key(scope, `${id}Key`, {
          description: 'Codex Lake: alarms and notices',
          enableKeyRotation: true,
          removalPolicy,
        });
    super(scope, id, { displayName: 'Codex Lake', masterKey, enforceSSL: true });
    this.ownKey = isOfStack ? undefined : masterKey;
    // CloudWatch cannot use the key AWS keeps for SNS: alarms would be lost without a word.
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
    if (this.ownKey !== undefined) allow(['kms:Decrypt', 'kms:GenerateDataKey'], this.ownKey.keyArn);
  }
}
