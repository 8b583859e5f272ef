import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { useProxyFromEnvironment } from '../../src/http/proxy.ts';
import { athenaQuery } from '../../src/query/athena-query.ts';
import { startForwardProxy } from '../http/forward-proxy.ts';

/** A host only the proxy knows. */
const ATHENA = 'athena.test.invalid';

const REPLIES: Readonly<Record<string, unknown>> = {
  StartQueryExecution: { QueryExecutionId: 'q1' },
  GetQueryExecution: { QueryExecution: { Status: { State: 'SUCCEEDED' } } },
  GetQueryResults: {
    ResultSet: {
      Rows: [{ Data: [{ VarCharValue: 'days' }] }, { Data: [{ VarCharValue: '7' }] }],
      ResultSetMetadata: { ColumnInfo: [{ Name: 'days', Type: 'bigint' }] },
    },
  },
};

afterEach(() => vi.unstubAllEnvs());

it('Athena is asked through the proxy of the environment', async () => {
  const server = createServer((request, response) => {
    const action = String(request.headers['x-amz-target']).replace('AmazonAthena.', '');
    request.resume();
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify(REPLIES[action]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = await startForwardProxy({ [ATHENA]: (server.address() as AddressInfo).port });
  try {
    vi.stubEnv('AWS_ENDPOINT_URL_ATHENA', `http://${ATHENA}`);
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    useProxyFromEnvironment({ HTTP_PROXY: proxy.address });
    const signal = AbortSignal.timeout(30_000);
    const ask = athenaQuery({ database: 'codex_lake', workGroup: 'codex-lake', firstWaitMs: 1, signal });
    expect(await ask('SELECT count(*) AS days FROM usage_workspace_day')).toMatchObject({
      columns: ['days'],
      rows: [[7]],
    });
    expect(proxy.passed).toEqual(Array.from({ length: 3 }, () => `POST http://${ATHENA}/`));
  } finally {
    server.closeAllConnections();
    server.close();
    await proxy.close();
  }
});
