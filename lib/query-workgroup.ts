import * as athena from 'aws-cdk-lib/aws-athena';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { QUESTIONS } from '../src/views/questions.ts';

export interface QueryWorkgroupProps {
  readonly name: string;
  readonly results: Bucket;
  readonly key: IKey;
  /** Most a query may read, in GB. */
  readonly scanLimitGB: number;
  /** Database the saved queries ask. */
  readonly databaseName: string;
}

/** Where analysts and BI tools ask: engine v3, settings nobody can get around, and a limit to what a query may read. */
export class QueryWorkgroup extends Construct {
  readonly name: string;

  constructor(
    scope: Construct,
    id: string,
    { name, results, key, scanLimitGB, databaseName }: QueryWorkgroupProps,
  ) {
    super(scope, id);
    this.name = name;
    const workgroup = new athena.CfnWorkGroup(this, 'WorkGroup', {
      name,
      description: 'Codex Lake: adoption, spend, code review, security',
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: scanLimitGB * 1_000_000_000,
        resultConfiguration: {
          outputLocation: `s3://${results.bucketName}/athena/`,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: key.keyArn },
        },
      },
    });
    for (const { name: id, question, look, sql } of QUESTIONS) {
      new athena.CfnNamedQuery(this, id, {
        name: question,
        description: look,
        database: databaseName,
        queryString: sql,
        workGroup: name,
      }).addResourceDependency(workgroup);
    }
  }
}
