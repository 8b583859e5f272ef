import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { LakeStorage } from './lake-storage.ts';
import { acknowledge, acknowledgeWildcard } from './nag-acknowledgement.ts';

export interface AthenaAccess {
  readonly storage: LakeStorage;
  readonly databaseName: string;
  readonly workgroup: string;
}

/** What asking the tables and views of one database through one workgroup takes, and nothing of the originals. */
export function queryStatements({ storage, databaseName, workgroup }: AthenaAccess): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: 'Ask',
      actions: [
        'athena:StartQueryExecution',
        'athena:StopQueryExecution',
        'athena:GetQueryExecution',
        'athena:BatchGetQueryExecution',
        'athena:GetQueryResults',
        'athena:GetQueryResultsStream',
        'athena:GetWorkGroup',
        'athena:GetNamedQuery',
        'athena:BatchGetNamedQuery',
        'athena:ListNamedQueries',
        'athena:ListQueryExecutions',
      ],
      resources: [arn('athena', `workgroup/${workgroup}`)],
    }),
    new iam.PolicyStatement({
      sid: 'Catalog',
      actions: [
        'glue:GetDatabase',
        'glue:GetDatabases',
        'glue:GetTable',
        'glue:GetTables',
        'glue:GetPartition',
        'glue:GetPartitions',
      ],
      resources: [
        arn('glue', 'catalog'),
        arn('glue', `database/${databaseName}`),
        // Athena looks it up whichever database is asked.
        arn('glue', 'database/default'),
        arn('glue', `table/${databaseName}/*`),
      ],
    }),
    // Where Lake Formation governs the catalog, it hands out what reads the data; elsewhere this lets nothing be read.
    new iam.PolicyStatement({
      sid: 'LakeFormation',
      actions: ['lakeformation:GetDataAccess'],
      resources: ['*'],
    }),
    ...storage.analystStatements(),
  ];
}

/** Leaves the wildcards of those statements where they stand. */
export function acknowledgeQueryWildcards(
  construct: IConstruct,
  { storage, databaseName }: AthenaAccess,
): void {
  acknowledge(
    construct,
    `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:glue:<AWS::Region>:<AWS::AccountId>:table/${databaseName}/*]`,
    'knows every table and view of the one database',
  );
  acknowledge(
    construct,
    'AwsSolutions-IAM5[Resource::*]',
    'Lake Formation hands out what reads the data of what it governs, by no resource',
  );
  acknowledgeWildcard(construct, storage.data, '/lake/*', 'reads every table');
  acknowledgeWildcard(construct, storage.data, '/report/*', 'reads every report');
  acknowledgeWildcard(construct, storage.results, '/*', 'keeps and reads answers, whatever their names');
}

function arn(service: string, resource: string): string {
  return `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
}
