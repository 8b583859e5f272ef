import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { readDeployed } from '../doctor/deployed.ts';
import { awsRequestHandler } from '../http/proxy.ts';
import type { Row } from '../lake/engine/duckdb.ts';
import { athenaQuery } from '../query/athena-query.ts';
import { note } from './output.ts';
import { megabytes } from './progress.ts';

/** Ten minutes; Athena itself stops a query after half an hour. */
const LONGEST_MS = 600_000;

/** Asks the Athena of a deployed stack, through its workgroup, and says on stderr how much was read for it. */
export async function queryAthena(
  stack: string,
  sql: string,
): Promise<{ readonly columns: readonly string[]; readonly rows: readonly Row[] }> {
  const { database, workgroup: workGroup } = await readDeployed(
    new CloudFormationClient({ requestHandler: awsRequestHandler() }),
    stack,
  );
  const signal = AbortSignal.timeout(LONGEST_MS);
  const onScanned = (bytes: number) => note(`Athena read ${megabytes(bytes)}`);
  const { columns, rows } = await athenaQuery({ database, workGroup, signal, onScanned })(sql);
  return {
    columns,
    rows: rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null]))),
  };
}
