import { SecretValue } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { KEY_LIMIT_DAYS } from '../src/config/key-limit.ts';
import { KEYS, type KeyName, PLACEHOLDER } from '../src/config/keys.ts';
import { acknowledge } from './nag-acknowledgement.ts';

export interface KeySecretsProps {
  /** First part of the secrets' names. */
  readonly prefix: string;
  /** Encrypts them. */
  readonly encryptionKey: IKey;
}

/** One secret per key, holding a placeholder until `codex-lake keys set` gives it the key. */
export class KeySecrets extends Construct {
  readonly secrets: Readonly<Record<KeyName, secretsmanager.Secret>>;

  constructor(scope: Construct, id: string, { prefix, encryptionKey }: KeySecretsProps) {
    super(scope, id);
    const secret = (name: KeyName) => {
      const made = new secretsmanager.Secret(this, name, {
        secretName: `${prefix}/${name}-key`,
        description: `${KEYS[name].variable}, scope ${KEYS[name].scope}; set with: codex-lake keys set ${name}`,
        encryptionKey,
        secretStringValue: SecretValue.unsafePlainText(PLACEHOLDER),
      });
      acknowledge(
        made,
        'AwsSolutions-SMG4',
        'the key is issued by another company; it cannot be rotated from here',
      );
      return made;
    };
    this.secrets = {
      analytics: secret('analytics'),
      compliance: secret('compliance'),
      github: secret('github'),
    };
  }

  /** Lets a function tell how old the keys are, and how old they may be; not what they are. */
  grantAges(fn: LambdaFunction, limitDays: number): void {
    fn.addEnvironment(KEY_LIMIT_DAYS, String(limitDays));
    for (const name of Object.keys(KEYS) as KeyName[])
      fn.addEnvironment(KEYS[name].secretVariable, this.secrets[name].secretArn);
    fn.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['secretsmanager:ListSecretVersionIds'],
        resources: Object.values(this.secrets).map(({ secretArn }) => secretArn),
      }),
    );
  }

  /** Lets a function read a key, and tells it where. That it may decrypt goes with the lake, whose originals have the same key of encryption. */
  grantKey(fn: LambdaFunction, name: KeyName): void {
    const { secretArn } = this.secrets[name];
    fn.addEnvironment(KEYS[name].secretVariable, secretArn);
    fn.addToRolePolicy(
      new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] }),
    );
  }
}
