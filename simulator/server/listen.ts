import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Reply } from './reply.ts';

export interface Listening {
  /** `http://host:port`. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves replies over HTTP until closed. */
export async function listen(
  host: string,
  port: number,
  answer: (request: IncomingMessage) => Reply | Promise<Reply>,
): Promise<Listening> {
  const server = createServer((request, response) => {
    void respond(request, response, answer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listening on no port');
  return { origin: `http://${host}:${address.port}`, close: () => close(server) };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: IncomingMessage) => Reply | Promise<Reply>,
) {
  let reply: Reply;
  try {
    reply = await answer(request);
  } catch (error) {
    // A fault of the simulator itself, not one it was asked for: make it unmistakable.
    console.error('simulator failed', request.method, request.url, error);
    reply = {
      status: 599,
      headers: { 'content-type': 'text/plain' },
      body: `simulator failed: ${String(error)}`,
    };
  }
  request.resume();
  const body = Buffer.from(reply.body);
  const empty = reply.status === 304;
  response.writeHead(reply.status, {
    ...reply.headers,
    ...(!empty && { 'content-length': String(body.length) }),
  });
  if (reply.cutAt === undefined) {
    response.end(empty ? undefined : body);
    return;
  }
  // The promised length never arrives: flush what there is, then break the connection.
  response.write(body.subarray(0, reply.cutAt), () => response.destroy());
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
