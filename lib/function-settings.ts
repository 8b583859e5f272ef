import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Aws, FileSystem, Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { SETTINGS_OBJECT } from '../src/config/settings-object.ts';

/** Bytes of names and values up to which settings stand in the environment: 4,096 are let in, and some 1,100 are of each function's own. */
const MOST_INLINE_BYTES = 2_560;
/** No company's settings come near it; they are read whole whenever a function starts. */
const MOST_BYTES = 1_048_576;

export interface FunctionSettingsProps {
  /** Variables and their values; these may hold what only the deployment knows. */
  readonly variables: Readonly<Record<string, string>>;
  /** KMS key the company has the bootstrap encrypt assets with. @default the bootstrap's own or AWS's, which need no grant */
  readonly assetKeyArn?: string | undefined;
}

/**
 * What functions are told: in their environment or, where that is too short, in an object among the assets of the deployment, which
 * each reads once when it starts. It is named by its content, so a rollback finds the settings that were there before.
 */
export class FunctionSettings extends Construct {
  readonly variables: Readonly<Record<string, string>>;
  readonly assetKeyArn: string | undefined;
  /** The object, and what leads to it; undefined where the environment is enough. */
  private readonly object:
    | { readonly asset: Asset; readonly leads: Readonly<Record<string, string>> }
    | undefined;

  constructor(scope: Construct, id: string, { variables, assetKeyArn }: FunctionSettingsProps) {
    super(scope, id);
    this.variables = variables;
    this.assetKeyArn = assetKeyArn;
    const bytes = Object.entries(variables).reduce(
      (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
      0,
    );
    this.object = bytes <= MOST_INLINE_BYTES ? undefined : this.keep();
    this.node.addValidation({
      validate: () =>
        bytes <= MOST_BYTES ? [] : [`settings: ${bytes} bytes, at most ${MOST_BYTES} are read by a function`],
    });
  }

  /** Tells a function, and lets it read the one object. */
  grantRead(fn: LambdaFunction): void {
    const told = this.object?.leads ?? this.variables;
    for (const [name, value] of Object.entries(told)) fn.addEnvironment(name, value);
    if (this.object === undefined) return;
    const { asset } = this.object;
    // The grant of an asset is for all there are.
    const resource = `arn:${Aws.PARTITION}:s3:::${asset.s3BucketName}/${asset.s3ObjectKey}`;
    fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [resource] }));
    if (this.assetKeyArn !== undefined)
      fn.addToRolePolicy(
        new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [this.assetKeyArn] }),
      );
  }

  private keep() {
    // An asset is made before anything is deployed: marks stand in it for what is known only then.
    const made: Record<string, string> = {};
    const text = Tokenization.reverseString(JSON.stringify(this.variables))
      .mapTokens({
        mapToken: (token) => {
          const mark = `<made by the deployment: ${Object.keys(made).length}>`;
          made[mark] = Token.asString(token);
          return mark;
        },
      })
      .join({ join: (left, right) => `${left ?? ''}${right ?? ''}` });
    const file = join(FileSystem.mkdtemp('codex-lake-settings-'), 'settings.json');
    writeFileSync(file, text);
    const asset = new Asset(this, 'Object', { path: file });
    const leads = {
      [SETTINGS_OBJECT.location]: asset.s3ObjectUrl,
      [SETTINGS_OBJECT.sha256]: createHash('sha256').update(text).digest('hex'),
      ...(Object.keys(made).length > 0 && { [SETTINGS_OBJECT.made]: Stack.of(this).toJsonString(made) }),
    };
    return { asset, leads };
  }
}
