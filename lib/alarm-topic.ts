import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

export interface AlarmTopicProps {
  /** Who is told. @default nobody; subscribe to the topic by hand */
  readonly email?: string | undefined;
}

/** Where alarms and notices go. */
export class AlarmTopic extends sns.Topic {
  constructor(scope: Construct, id: string, { email }: AlarmTopicProps) {
    // CloudWatch cannot use the key AWS keeps for SNS: alarms would be lost without a word.
    const masterKey = new kms.Key(scope, `${id}Key`, {
      description: 'Codex Lake: alarms and notices',
      enableKeyRotation: true,
    });
    super(scope, id, { displayName: 'Codex Lake', masterKey, enforceSSL: true });
    masterKey.grant(
      new iam.ServicePrincipal('cloudwatch.amazonaws.com'),
      'kms:Decrypt',
      'kms:GenerateDataKey',
    );
    if (email !== undefined) this.addSubscription(new EmailSubscription(email));
  }
}
