import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import type { CloudFormationCustomResourceDeleteEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handler } from '../../lambdas/first-run/handler.ts';

interface Answered {
  readonly type: string | undefined;
  readonly body: { readonly Status: string; readonly RequestId: string };
}

/**
 * Where CloudFormation waits for the answer: an address signed for a PUT without a content type, so that S3 refuses any other.
 * The first answers are refused as told.
 */
let server: Server;
let refuse: number[];
let answered: Answered[];
beforeEach(async () => {
  refuse = [];
  answered = [];
  server = createServer(async (request, response) => {
    const type = request.headers['content-type'];
    const body = JSON.parse(await text(request));
    const status = type ? 403 : (refuse.shift() ?? 200);
    if (status === 200) answered.push({ type, body });
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
});

function deletion(): CloudFormationCustomResourceDeleteEvent {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    RequestType: 'Delete',
    ServiceToken: 'arn:aws:lambda:eu-central-1:111122223333:function:starter',
    ResponseURL: `http://127.0.0.1:${port}/answer?X-Amz-Signature=abc`,
    StackId: 'stack',
    RequestId: 'request',
    ResourceType: 'AWS::CloudFormation::CustomResource',
    LogicalResourceId: 'FirstRun',
    PhysicalResourceId: 'first-run',
    ResourceProperties: { ServiceToken: 'token' },
  };
}

describe('the answer to CloudFormation', () => {
  it('carries no content type, as its address is signed for none', async () => {
    await handler(deletion());
    expect(answered).toMatchObject([{ body: { Status: 'SUCCESS', RequestId: 'request' } }]);
  });

  it('is given again when S3 is busy', async () => {
    refuse = [503, 500];
    await handler(deletion());
    expect(answered).toHaveLength(1);
  });

  it('throws when it is refused for good, so that it is tried again and then kept among the failures', async () => {
    refuse = Array.from({ length: 20 }, () => 403);
    await expect(handler(deletion())).rejects.toThrow(/answer to CloudFormation: refused with 403/);
    expect(answered).toEqual([]);
  });
});
