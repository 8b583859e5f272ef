import { createServer, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { startConditionalS3 } from './conditional-s3.ts';

/**
 * What happens to the answer of a GET on its way: it breaks off, ends early as if that were all, has another byte, or stops
 * without an end.
 */
export type Break = 'breaks off' | 'ends early' | 'flips a byte' | 'stalls';

export interface BrokenS3 {
  readonly client: S3Client;
  /** As another process reaches it. */
  readonly environment: Readonly<Record<string, string>>;
  /** What happens to the GETs to come, first to last; the rest pass. */
  readonly breaks: Break[];
  /** Paths of the GETs that arrived. */
  readonly gets: string[];
  close(): Promise<void>;
}

const STALLED_MS = 300;

/** An S3 that breaks what it answers, in front of one in this process. */
export async function startBrokenS3(): Promise<BrokenS3> {
  const s3 = await startConditionalS3();
  const behind = new URL(s3.environment.AWS_ENDPOINT_URL ?? '');
  const breaks: Break[] = [];
  const gets: string[] = [];
  const server = createServer(async (asked, answer) => {
    const { method, headers, url: path = '/' } = asked;
    if (method === 'GET') gets.push(path);
    const body = await buffer(asked);
    request({ host: behind.hostname, port: behind.port, method, path, headers }, async (upstream) => {
      const whole = await buffer(upstream);
      const { statusCode = 500, headers: said } = upstream;
      const how = method === 'GET' && statusCode === 200 ? breaks.shift() : undefined;
      if (method === 'HEAD') answer.writeHead(statusCode, said).end();
      else send(answer, how, whole, statusCode, said);
    }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const endpoint = `http://127.0.0.1:${address.port}`;
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { socketTimeout: STALLED_MS },
  });
  return {
    client,
    environment: { ...s3.environment, AWS_ENDPOINT_URL: endpoint },
    breaks,
    gets,
    async close() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await s3.close();
    },
  };
}

function send(
  answer: ServerResponse,
  how: Break | undefined,
  whole: Buffer,
  status: number,
  headers: NodeJS.Dict<string | string[]>,
): void {
  const half = whole.subarray(0, whole.length / 2);
  const { 'content-length': _length, 'transfer-encoding': _encoding, ...rest } = headers;
  if (how === 'ends early') {
    answer.writeHead(status, rest).end(half);
    return;
  }
  answer.writeHead(status, { ...rest, 'content-length': whole.length });
  if (how === 'breaks off') answer.write(half, () => answer.destroy());
  else if (how === 'stalls') answer.write(half);
  else if (how === 'flips a byte') answer.end(flipped(whole));
  else answer.end(whole);
}

function flipped(whole: Buffer): Buffer {
  const other = Buffer.from(whole);
  other.writeUInt8(other.readUInt8(other.length - 1) ^ 1, other.length - 1);
  return other;
}
