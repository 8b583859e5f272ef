import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface Upstream {
  readonly origin: string;
  /** What was asked for, in order. */
  readonly requests: readonly {
    readonly url: string;
    readonly authorization: string | undefined;
    readonly at: number;
  }[];
  url(path?: string): URL;
  close(): Promise<void>;
}

/** A server on loopback that gives the answers one after another, the last one for ever. */
export async function startUpstream(...answers: readonly Answer[]): Promise<Upstream> {
  const requests: { url: string; authorization: string | undefined; at: number }[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push({
      url: request.url ?? '',
      authorization: request.headers.authorization,
      at: performance.now(),
    });
    if (answer === undefined) response.destroy();
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    requests,
    url: (path = '/things') => new URL(path, origin),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const answering =
  (status: number, body: unknown = {}, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

export const redirecting = (location: string): Answer => answering(307, {}, { location });

export const never: Answer = () => {};

/** Sends half of the body it promised, and then nothing. */
export const stalling: Answer = (_request, response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"a":');
};

/** Breaks off in the middle of the body. */
export const breakingOff: Answer = (_request, response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"a":', () => response.destroy());
};
