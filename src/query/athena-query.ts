import { setTimeout as sleep } from 'node:timers/promises';
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  type Row,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { awsRequestHandler } from '../http/proxy.ts';
import type { Answer, Query, Value } from './query.ts';

export interface AthenaOptions {
  readonly database: string;
  readonly workGroup: string;
  /** Ends the wait, and the query with it. */
  readonly signal: AbortSignal;
  readonly client?: AthenaClient;
  /** Told once for each query that ran. */
  readonly onScanned?: (bytes: number) => void;
  /** @default 200, doubled up to 5000 */
  readonly firstWaitMs?: number;
}

const LONGEST_WAIT_MS = 5000;

/**
 * Asks Athena. Waits longer from look to look, reads every page of the answer, and stops the query when the signal ends
 * the wait, so that nothing is scanned that nobody will read. Throws with Athena's own reason when the query fails.
 */
export function athenaQuery(options: AthenaOptions): Query {
  const {
    database: Database,
    workGroup: WorkGroup,
    client = new AthenaClient({ requestHandler: awsRequestHandler() }),
  } = options;
  return async (sql) => {
    const { QueryExecutionId = '' } = await client.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        QueryExecutionContext: { Database },
        WorkGroup,
      }),
      { abortSignal: options.signal },
    );
    const { Statistics } = await finished(client, QueryExecutionId, options);
    options.onScanned?.(Statistics?.DataScannedInBytes ?? 0);
    return readAnswer(client, QueryExecutionId, options.signal);
  };
}

async function finished(
  client: AthenaClient,
  QueryExecutionId: string,
  { signal, firstWaitMs = 200 }: AthenaOptions,
): Promise<QueryExecution> {
  try {
    for (let wait = firstWaitMs; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      await sleep(wait, undefined, { signal });
      const { QueryExecution = {} } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }), {
        abortSignal: signal,
      });
      const { State, StateChangeReason } = QueryExecution.Status ?? {};
      if (State === 'SUCCEEDED') return QueryExecution;
      if (State === 'FAILED' || State === 'CANCELLED')
        throw new Error(
          `athena query ${QueryExecutionId}: ${State.toLowerCase()}: ${StateChangeReason ?? 'no reason given'}; see it in the history of the workgroup`,
        );
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    await client.send(new StopQueryExecutionCommand({ QueryExecutionId }));
    throw new Error(
      `athena query ${QueryExecutionId}: stopped, as its time was used up; give the function more time`,
      {
        cause: error,
      },
    );
  }
}

async function readAnswer(
  client: AthenaClient,
  QueryExecutionId: string,
  abortSignal: AbortSignal,
): Promise<Answer> {
  let columns: string[] = [];
  const rows: Value[][] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new GetQueryResultsCommand({ QueryExecutionId, NextToken }), {
      abortSignal,
    });
    const info = page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
    const types = info.map(({ Type = '' }) => Type);
    // The first row of a SELECT's first page repeats the columns' names.
    const here: Row[] = page.ResultSet?.Rows?.slice(columns.length === 0 ? 1 : 0) ?? [];
    columns = info.map(({ Name = '' }) => Name);
    for (const { Data = [] } of here) rows.push(types.map((type, i) => asValue(type, Data[i]?.VarCharValue)));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return { columns, rows };
}

const NUMBERS = new Set(['tinyint', 'smallint', 'integer', 'bigint', 'float', 'real', 'double', 'decimal']);

function asValue(type: string, text: string | undefined): Value {
  if (text === undefined) return null;
  if (NUMBERS.has(type)) return Number(text);
  return type === 'boolean' ? text === 'true' : text;
}
