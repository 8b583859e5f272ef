import { setTimeout as sleep } from 'node:timers/promises';
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type Stack,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { GlueClient, type Table as GlueTable, paginateGetTables } from '@aws-sdk/client-glue';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';

/** Outputs of a stack, by name. */
export async function outputsOf(stackName: string): Promise<Record<string, string>> {
  const { Stacks = [] } = await new CloudFormationClient().send(
    new DescribeStacksCommand({ StackName: stackName }),
  );
  const outputs = Stacks[0]?.Outputs ?? [];
  return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

/** A stack as it is; undefined when there is none. */
async function stackNamed(StackName: string): Promise<Stack | undefined> {
  try {
    const { Stacks } = await new CloudFormationClient().send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0];
  } catch (error) {
    if (/does not exist/.test(String(error))) return undefined;
    throw error;
  }
}

export async function statusOf(stackName: string): Promise<string | undefined> {
  return (await stackNamed(stackName))?.StackStatus;
}

export async function isProtected(stackName: string): Promise<boolean> {
  return (await stackNamed(stackName))?.EnableTerminationProtection === true;
}

export async function unprotect(StackName: string): Promise<void> {
  await new CloudFormationClient().send(
    new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: false }),
  );
}

/** Names of the buckets a stack made, whether or not it is still there. */
export async function bucketsOf(stackName: string): Promise<string[]> {
  const { Buckets = [] } = await new S3Client().send(new ListBucketsCommand({}));
  return Buckets.map(({ Name = '' }) => Name).filter((name) =>
    name.startsWith(`${stackName.toLowerCase()}-`),
  );
}

/** What resources of a stack are called in AWS, by logical id. */
export async function physicalIds(StackName: string): Promise<Record<string, string>> {
  const { StackResources = [] } = await new CloudFormationClient().send(
    new DescribeStackResourcesCommand({ StackName }),
  );
  return Object.fromEntries(
    StackResources.map(({ LogicalResourceId = '', PhysicalResourceId = '' }) => [
      LogicalResourceId,
      PhysicalResourceId,
    ]),
  );
}

/** The KMS keys of a stack's lake, as `deployment.existing` takes them. */
export async function keysOf(stackName: string): Promise<{ lakeKeyArn: string; rawKeyArn: string }> {
  const ids = Object.entries(await physicalIds(stackName));
  const arn = (name: string) =>
    `arn:aws:kms:us-east-1:000000000000:key/${ids.find(([id]) => id.startsWith(name))?.[1]}`;
  return { lakeKeyArn: arn('StorageLakeKey'), rawKeyArn: arn('StorageRawKey') };
}

/** What Athena answers, as texts; throws its reason when it refuses. */
export async function queryAthena(
  sql: string,
  database: string,
  workgroup: string,
): Promise<Record<string, string>[]> {
  const athena = new AthenaClient();
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      WorkGroup: workgroup,
      QueryExecutionContext: { Database: database },
    }),
  );
  for (;;) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { State, StateChangeReason } = QueryExecution?.Status ?? {};
    if (State === 'SUCCEEDED') break;
    if (State === 'FAILED' || State === 'CANCELLED') throw new Error(`Athena: ${StateChangeReason}\n${sql}`);
    await sleep(200);
  }
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
  const [names = [], ...rows] = (ResultSet?.Rows ?? []).map(({ Data = [] }) =>
    Data.map(({ VarCharValue = '' }) => VarCharValue),
  );
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ''])));
}

/** Every entry of a database of the catalog. */
export async function tablesOf(DatabaseName: string): Promise<GlueTable[]> {
  const tables: GlueTable[] = [];
  const pages = paginateGetTables({ client: new GlueClient() }, { DatabaseName });
  for await (const { TableList = [] } of pages) tables.push(...TableList);
  return tables;
}
