import { createServer, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';

export interface ForwardProxy {
  readonly address: string;
  /** What was asked to be passed on, in order: `CONNECT host:port`, `GET http://host/path`. */
  readonly passed: readonly string[];
  /** The name and password each of them came with; undefined for those that came without. */
  readonly credentials: readonly (string | undefined)[];
  close(): Promise<void>;
}

/** A proxy on loopback. It knows where hosts are that nobody else does, and refuses all others. */
export async function startForwardProxy(hosts: Readonly<Record<string, number>>): Promise<ForwardProxy> {
  const passed: string[] = [];
  const credentials: (string | undefined)[] = [];
  const record = ({ headers }: IncomingMessage, what: string) => {
    passed.push(what);
    const [, basic] = /^Basic (.*)$/.exec(headers['proxy-authorization'] ?? '') ?? [];
    credentials.push(basic && Buffer.from(basic, 'base64').toString());
  };
  const server = createServer((asked, answer) => {
    record(asked, `${asked.method} ${asked.url}`);
    const url = new URL(asked.url ?? '');
    const port = hosts[url.hostname];
    if (port === undefined) return void answer.writeHead(502).end();
    const { 'proxy-authorization': _, ...rest } = asked.headers;
    // The S3 behind would look for a bucket's name in it.
    const headers = { ...rest, host: `127.0.0.1:${port}` };
    const path = url.pathname + url.search;
    const passing = request({ host: '127.0.0.1', port, method: asked.method, path, headers }, (upstream) => {
      answer.writeHead(upstream.statusCode ?? 502, upstream.headers);
      upstream.pipe(answer);
    });
    asked.pipe(passing);
  });
  server.on('connect', (asked, client) => {
    record(asked, `CONNECT ${asked.url}`);
    const port = hosts[(asked.url ?? '').replace(/:\d+$/, '')];
    if (port === undefined) return void client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    address: `http://127.0.0.1:${address.port}`,
    passed,
    credentials,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
