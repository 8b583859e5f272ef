import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AthenaClient } from '@aws-sdk/client-athena';
import { afterEach, describe, expect, it } from 'vitest';
import { athenaQuery } from '../../src/query/athena-query.ts';

type Reply = Readonly<Record<string, unknown>>;

interface Call {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that speaks Athena's protocol on loopback; answers each call with what `reply` makes of it. */
async function athenaServer(reply: (call: Call, calls: readonly Call[]) => Reply) {
  const calls: Call[] = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const action = String(request.headers['x-amz-target']).replace('AmazonAthena.', '');
    const call = { action, input: JSON.parse(body) };
    calls.push(call);
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify(reply(call, calls)));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const client = new AthenaClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return { calls, client };
}

const OPTIONS = {
  database: 'codex_lake',
  workGroup: 'codex-lake',
  firstWaitMs: 1,
  signal: AbortSignal.timeout(30_000),
};

const COLUMNS = ['bigint', 'decimal', 'boolean', 'varchar', 'date'].map((Type) => ({
  Name: `a_${Type}`,
  Type,
}));

const row = (...values: (string | undefined)[]) => ({
  Data: values.map((VarCharValue) => (VarCharValue === undefined ? {} : { VarCharValue })),
});

const resultSet = (...Rows: ReturnType<typeof row>[]) => ({
  Rows,
  ResultSetMetadata: { ColumnInfo: COLUMNS },
});

function state(State: string, rest: Reply = {}): Reply {
  return { QueryExecution: { Status: { State, ...rest }, Statistics: { DataScannedInBytes: 4096 } } };
}

describe('asking Athena', () => {
  it('waits for the query, reads every page, and gives values the types of their columns', async () => {
    const { calls, client } = await athenaServer(({ action, input }, before) => {
      if (action === 'StartQueryExecution') return { QueryExecutionId: 'q1' };
      if (action === 'GetQueryExecution')
        return state(before.filter((call) => call.action === action).length < 3 ? 'RUNNING' : 'SUCCEEDED');
      if (input.NextToken === undefined)
        return {
          ResultSet: resultSet(
            row(...COLUMNS.map(({ Name }) => Name)),
            row('7', '1.500000', 'true', 'a', '2026-11-19'),
          ),
          NextToken: 'more',
        };
      return { ResultSet: resultSet(row('8', undefined, 'false', '', undefined)) };
    });
    const scanned: number[] = [];
    const ask = athenaQuery({ ...OPTIONS, client, onScanned: (bytes) => scanned.push(bytes) });
    expect(await ask('SELECT 1')).toEqual({
      columns: COLUMNS.map(({ Name }) => Name),
      rows: [
        [7, 1.5, true, 'a', '2026-11-19'],
        [8, null, false, '', null],
      ],
    });
    expect(scanned).toEqual([4096]);
    expect(calls[0]?.input).toMatchObject({
      QueryString: 'SELECT 1',
      QueryExecutionContext: { Database: 'codex_lake' },
      WorkGroup: 'codex-lake',
    });
  });

  it('throws the reason Athena gives when the query fails', async () => {
    const { client } = await athenaServer(({ action }) =>
      action === 'StartQueryExecution'
        ? { QueryExecutionId: 'q2' }
        : state('FAILED', { StateChangeReason: 'TABLE_NOT_FOUND: line 1' }),
    );
    await expect(athenaQuery({ ...OPTIONS, client })('SELECT 1')).rejects.toThrow(
      /athena query q2: failed: TABLE_NOT_FOUND: line 1; see it in the history/,
    );
  });

  it('stops the query when its time is used up', async () => {
    const { calls, client } = await athenaServer(({ action }) =>
      action === 'StartQueryExecution' ? { QueryExecutionId: 'q3' } : state('RUNNING'),
    );
    const ending = new AbortController();
    const asked = athenaQuery({ ...OPTIONS, client, signal: ending.signal })('SELECT 1');
    const refused = expect(asked).rejects.toThrow(
      /q3: stopped, as its time was used up; give the function more time/,
    );
    while (!calls.some(({ action }) => action === 'GetQueryExecution'))
      await new Promise((resolve) => setTimeout(resolve, 5));
    ending.abort();
    await refused;
    expect(calls.at(-1)).toMatchObject({ action: 'StopQueryExecution', input: { QueryExecutionId: 'q3' } });
  });
});
