import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Deployment, ExistingLake } from '../src/config/deployment.ts';
import { RAW_DAYS } from '../src/config/raw-days.ts';
import { acknowledge, acknowledgeWildcard } from './nag-acknowledgement.ts';

export interface LakeStorageProps {
  readonly retention: Deployment['retention'];
  /** What becomes of buckets and keys when the stack goes, or is rolled back while it is made. */
  readonly removalPolicy: RemovalPolicy;
  /** A lake that is there already. @default a new one */
  readonly existing?: ExistingLake | undefined;
}

/** Prefixes analysts do not read; encrypted with a key of their own. */
const NOT_FOR_ANALYSTS = ['raw/', 'quarantine/', 'private/', 'content/', 'journal/'];

/** Buckets and keys: the data itself, what queries answer, and who read what. */
export class LakeStorage extends Construct {
  /** The lake: originals, tables, ledger. */
  readonly data: s3.IBucket;
  /** Answers of queries; they expire. */
  readonly results: s3.Bucket;
  /** Encrypts what analysts read, and what people are told. */
  readonly lakeKey: kms.IKey;
  /** Encrypts originals. */
  readonly rawKey: kms.IKey;
  /** Days until originals are deleted. */
  private readonly rawDays: number | null;

  constructor(scope: Construct, id: string, { retention, removalPolicy, existing }: LakeStorageProps) {
    super(scope, id);
    this.rawDays = retention.rawDays;
    const safe = {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy,
    };
    const key = (name: string, description: string, there: string | undefined) =>
      there === undefined
        ? new kms.Key(this, name, { description, enableKeyRotation: true, removalPolicy })
        : kms.Key.fromKeyArn(this, name, there);
    this.lakeKey = key('LakeKey', 'Codex Lake: tables and query results', existing?.lakeKeyArn);
    this.rawKey = key('RawKey', 'Codex Lake: originals, as upstream said them', existing?.rawKeyArn);

    const accessLogs = new s3.Bucket(this, 'AccessLogs', {
      ...safe,
      // S3 delivers its logs only to buckets encrypted with its own keys.
      encryption: s3.BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(400) }],
    });
    acknowledge(accessLogs, 'AwsSolutions-S1', 'holds the access logs; logging itself would never end');

    this.data =
      existing === undefined ? this.newBucket(accessLogs, retention, safe) : this.adopted(existing.bucket);
    this.results = new s3.Bucket(this, 'Results', {
      ...safe,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: this.lakeKey,
      bucketKeyEnabled: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'results/',
      lifecycleRules: [
        {
          expiration: Duration.days(retention.resultDays),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
  }

  private newBucket(
    accessLogs: s3.Bucket,
    retention: Deployment['retention'],
    safe: s3.BucketProps,
  ): s3.Bucket {
    return new s3.Bucket(this, 'Data', {
      ...safe,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: this.lakeKey,
      bucketKeyEnabled: true,
      versioned: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'data/',
      lifecycleRules: [
        {
          id: 'superseded',
          noncurrentVersionExpiration: Duration.days(retention.supersededDays),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
        ...['raw/', 'quarantine/'].map((prefix) => ({
          id: prefix.slice(0, -1),
          prefix,
          // Read at once like any other; a class that had to be restored first would break a rebuild. Nothing below lake/
          // moves: Athena passes over archived objects without a word.
          transitions: [
            {
              storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL,
              transitionAfter: Duration.days(retention.rawColdAfterDays),
            },
          ],
          ...(retention.rawDays !== null && { expiration: Duration.days(retention.rawDays) }),
        })),
      ],
    });
  }

  /** A bucket that outlived its stack: all it is set to is still there, but for its policy, which went with the stack. */
  private adopted(name: string): s3.IBucket {
    const bucket = s3.Bucket.fromBucketAttributes(this, 'Data', {
      bucketName: name,
      encryptionKey: this.lakeKey,
    });
    const policy = new s3.BucketPolicy(this, 'DataPolicy', { bucket });
    const resources = [bucket.bucketArn, bucket.arnForObjects('*')];
    const deny = (conditions: Record<string, Record<string, unknown>>) =>
      policy.document.addStatements(
        new iam.PolicyStatement({
          effect: iam.Effect.DENY,
          principals: [new iam.AnyPrincipal()],
          actions: ['s3:*'],
          resources,
          conditions,
        }),
      );
    deny({ Bool: { 'aws:SecureTransport': 'false' } });
    deny({ NumericLessThan: { 's3:TlsVersion': 1.2 } });
    return bucket;
  }

  /** Lets a function read and write the whole lake, and tells it where it is. Nobody is let delete. */
  grantLake(fn: LambdaFunction): void {
    fn.addEnvironment('CODEX_LAKE', `s3://${this.data.bucketName}`);
    fn.addEnvironment('CODEX_LAKE_RAW_KMS_KEY', this.rawKey.keyArn);
    if (this.rawDays !== null) fn.addEnvironment(RAW_DAYS, String(this.rawDays));
    this.allow(fn, ['s3:ListBucket'], [this.data.bucketArn]);
    this.allow(fn, ['s3:GetObject', 's3:PutObject'], [this.data.arnForObjects('*')]);
    this.allow(fn, ['kms:Decrypt', 'kms:GenerateDataKey'], [this.lakeKey.keyArn, this.rawKey.keyArn]);
    acknowledgeWildcard(fn, this.data, '/*', 'reads and writes objects all over the lake, and deletes none');
  }

  /** Lets a function that otherwise has the rights of an analyst write reports. */
  grantReports(fn: LambdaFunction): void {
    fn.addEnvironment('CODEX_LAKE', `s3://${this.data.bucketName}`);
    this.allow(fn, ['s3:PutObject'], [this.data.arnForObjects('report/*')]);
    // Asked of a report that is not there yet, S3 says so only to who may list, and refuses everybody else. The question has no
    // prefix, so a right to list some prefixes only does not count.
    this.allow(fn, ['s3:ListBucket'], [this.data.bucketArn]);
  }

  /** What reading tables and keeping answers takes, and nothing of the originals. */
  analystStatements(): iam.PolicyStatement[] {
    return [
      new iam.PolicyStatement({
        sid: 'ReadTables',
        actions: ['s3:GetObject'],
        resources: [this.data.arnForObjects('lake/*'), this.data.arnForObjects('report/*')],
      }),
      new iam.PolicyStatement({
        sid: 'ListTables',
        actions: ['s3:ListBucket'],
        resources: [this.data.bucketArn],
        conditions: { StringLike: { 's3:prefix': ['lake/*', 'report/*'] } },
      }),
      new iam.PolicyStatement({
        sid: 'KeepAnswers',
        actions: ['s3:GetObject', 's3:PutObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
        resources: [this.results.arnForObjects('*')],
      }),
      new iam.PolicyStatement({
        sid: 'FindBuckets',
        actions: ['s3:GetBucketLocation'],
        resources: [this.data.bucketArn, this.results.bucketArn],
      }),
      new iam.PolicyStatement({
        sid: 'ListAnswers',
        actions: ['s3:ListBucket'],
        resources: [this.results.bucketArn],
      }),
      new iam.PolicyStatement({
        sid: 'Decrypt',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [this.lakeKey.keyArn],
      }),
      new iam.PolicyStatement({
        sid: 'NothingOfTheOriginals',
        effect: iam.Effect.DENY,
        actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
        resources: NOT_FOR_ANALYSTS.map((prefix) => this.data.arnForObjects(`${prefix}*`)),
      }),
    ];
  }

  private allow(fn: LambdaFunction, actions: string[], resources: string[]): void {
    fn.addToRolePolicy(new iam.PolicyStatement({ actions, resources }));
  }
}
