import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type AthenaAccess, acknowledgeQueryWildcards, queryStatements } from './athena-access.ts';
import { acknowledge } from './nag-acknowledgement.ts';

/** What an analyst or a BI tool needs: to ask the tables and views through the workgroup, and to find them in the console. */
export class AnalystAccess extends iam.ManagedPolicy {
  constructor(scope: Construct, id: string, access: AthenaAccess) {
    super(scope, id, {
      description: 'Codex Lake: ask tables and views through the workgroup',
      statements: [
        ...queryStatements(access),
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
      ],
    });
    acknowledgeQueryWildcards(this, access);
    acknowledge(
      this,
      'AwsSolutions-IAM5[Resource::*]',
      'listing catalogs and workgroups knows no narrower resource',
    );
  }
}
