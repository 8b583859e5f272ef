import { setTimeout as sleep } from 'node:timers/promises';
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GlueClient, type Table as GlueTable, paginateGetTables } from '@aws-sdk/client-glue';

/** Outputs of a stack, by name. */
export async function outputsOf(stackName: string): Promise<Record<string, string>> {
  const { Stacks = [] } = await new CloudFormationClient().send(
    new DescribeStacksCommand({ StackName: stackName }),
  );
  const outputs = Stacks[0]?.Outputs ?? [];
  return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
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
