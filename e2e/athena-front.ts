import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { tablesOf } from './clients.ts';
import { expandViews } from './views-inline.ts';

export interface AthenaFront {
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Stands before the local Athena, which knows no views: spells out, in each query that is started, the views it reads, as they
 * stand in the catalog. Everything else goes through as it is.
 */
export async function startAthenaFront(endpoint: () => string): Promise<AthenaFront> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const token = request.headers['x-amz-security-token'];
    const target = String(request.headers['x-amz-target']);
    try {
      const sent = target.endsWith('.StartQueryExecution') ? await spelledOut(body) : body;
      const answer = await fetch(endpoint(), {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': target,
          authorization: String(request.headers.authorization),
          'x-amz-date': String(request.headers['x-amz-date']),
          ...(typeof token === 'string' && { 'x-amz-security-token': token }),
          // The signature is of what was asked; see `record-calls.py`.
          'x-views-spelled-out': 'true',
        },
        body: sent,
      });
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(await answer.text());
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}

async function spelledOut(body: string): Promise<string> {
  const asked = JSON.parse(body);
  const tables = await tablesOf(asked.QueryExecutionContext.Database);
  return JSON.stringify({ ...asked, QueryString: expandViews(asked.QueryString, tables) });
}
