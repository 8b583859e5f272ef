import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { LakeStorage } from './lake-storage.ts';
import { waive, waiveWildcard } from './waive.ts';

export interface AnalystAccessProps {
  readonly storage: LakeStorage;
  readonly databaseName: string;
  readonly workgroup: string;
}

/** What an analyst or a BI tool needs: to ask the tables and views through the workgroup, and nothing of the originals. */
export class AnalystAccess extends iam.ManagedPolicy {
  constructor(scope: Construct, id: string, { storage, databaseName, workgroup }: AnalystAccessProps) {
    const arn = (service: string, resource: string) =>
      `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
    super(scope, id, {
      description: 'Codex Lake: ask tables and views through the workgroup',
      statements: [
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
            'glue:GetTable',
            'glue:GetTables',
            'glue:GetPartition',
            'glue:GetPartitions',
          ],
          resources: [
            arn('glue', 'catalog'),
            arn('glue', `database/${databaseName}`),
            arn('glue', `table/${databaseName}/*`),
          ],
        }),
        new iam.PolicyStatement({
          sid: 'Browse',
          actions: [
            'athena:ListWorkGroups',
            'athena:ListDataCatalogs',
            'athena:GetDataCatalog',
            'athena:ListDatabases',
            'athena:GetDatabase',
            'athena:ListTableMetadata',
            'athena:GetTableMetadata',
            'athena:ListEngineVersions',
          ],
          resources: ['*'],
        }),
        ...storage.analystStatements(),
      ],
    });
    waive(
      this,
      `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:glue:<AWS::Region>:<AWS::AccountId>:table/${databaseName}/*]`,
      'knows every table and view of the one database',
    );
    waiveWildcard(this, storage.data, '/lake/*', 'reads every table');
    waiveWildcard(this, storage.data, '/report/*', 'reads every report');
    waiveWildcard(this, storage.results, '/*', 'keeps and reads answers, whatever their names');
    waive(
      this,
      'AwsSolutions-IAM5[Resource::*]',
      'listing catalogs and workgroups knows no narrower resource',
    );
  }
}
