import { createServer } from 'node:http';
import type { Upstream } from '../harness/pull-fixture.ts';

export interface AnsweringUpstream extends Upstream {
  close(): Promise<void>;
}

/** What is answered to a request, as JSON text or what is to pass for it; none is 404. */
export type AnswerTo = (url: URL) => string | undefined;

/** An upstream on loopback of which every answer is made up. */
export async function startAnsweringUpstream(answerTo: AnswerTo): Promise<AnsweringUpstream> {
  const server = createServer((request, response) => {
    const answer = answerTo(new URL(request.url ?? '/', 'http://upstream'));
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(answer ?? '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    apiBase: `${origin}/v1`,
    rangesBase: origin,
    analyticsKey: 'analytics',
    complianceKey: 'compliance',
    workspaceId: 'ws-made',
    organizationId: 'org-made',
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
