import {
  createServer,
  type IncomingMessage,
  type RequestOptions,
  request,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';

/** What happens to a PUT on its way: its answer gets lost after it took effect, S3 sees two writers at once, fails, or is asked too much. */
export type Mishap = 'answer lost' | 'conflict' | 'server error' | 'slow down';

export interface ConditionalS3 {
  readonly client: S3Client;
  /** What another process needs in its environment to reach it by `s3://` addresses. */
  readonly environment: Readonly<Record<string, string>>;
  /** What happens to the PUTs to come, first to last; the rest pass. */
  readonly mishaps: Mishap[];
  /** PUTs that arrived. */
  puts(): number;
  close(): Promise<void>;
}

export const BUCKET = 'lake';

/** Keys a listing gives at once; S3 gives 1,000. */
export const KEYS_A_PAGE = 10;

/**
 * An S3 in this process. fauxqs keeps the objects but ignores the preconditions of a PUT, and its listings lose keys at page
 * ends, as it sorts by language and continues by bytes. So what stands in front of it does both as S3 does:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function startConditionalS3(): Promise<ConditionalS3> {
  const objects = await startFauxqs({ port: 0, logger: false });
  objects.createBucket(BUCKET);
  const mishaps: Mishap[] = [];
  let puts = 0;
  const listed = new Map<string, Listed>();
  let lastPut: Promise<unknown> = Promise.resolve();
  const front = createServer((asked, answer) => {
    // One PUT at a time, so that looking and writing are one step.
    const turn =
      asked.method === 'PUT'
        ? lastPut.then(() => put(asked, answer))
        : isListing(asked)
          ? list(asked, answer)
          : pass(asked, answer);
    const settled = turn.catch(() => answer.destroy());
    if (asked.method === 'PUT') lastPut = settled;
  });

  async function put(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    puts++;
    const mishap = mishaps.shift();
    const refused = REFUSALS.get(mishap) ?? refusal(asked, await etagOf(asked));
    if (refused !== undefined) {
      asked.resume();
      answer.writeHead(refused.status, { 'content-type': 'application/xml' });
      answer.end(`<Error><Code>${refused.code}</Code><Message>${refused.code}</Message></Error>`);
      return;
    }
    await pass(asked, answer, mishap === 'answer lost');
  }

  async function pass(asked: IncomingMessage, answer: ServerResponse, lose = false): Promise<void> {
    const { method, headers, url: path = '/' } = asked;
    const upstream = await ask({ method, path, headers }, await buffer(asked));
    const body = await buffer(upstream);
    if (method === 'PUT' && upstream.statusCode === 200) {
      const size = Number(headers['x-amz-decoded-content-length'] ?? headers['content-length']);
      listed.set(keyOf(path), { size, etag: upstream.headers.etag ?? '' });
    }
    if (method === 'DELETE') listed.delete(keyOf(path));
    if (lose) answer.destroy();
    else answer.writeHead(upstream.statusCode ?? 500, upstream.headers).end(body);
  }

  async function list(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const query = new URL(asked.url ?? '/', 'http://s3').searchParams;
    const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
    const keys = [...listed.keys()]
      .filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after)
      .sort();
    const page = keys.slice(0, KEYS_A_PAGE);
    const more = keys.length > page.length;
    const contents = page.map((key) => {
      const { size, etag } = listed.get(key) ?? { size: 0, etag: '' };
      return `<Contents><Key>${escaped(key)}</Key><Size>${size}</Size><ETag>${etag.replaceAll('"', '&quot;')}</ETag></Contents>`;
    });
    const next = more ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>` : '';
    answer.writeHead(200, { 'content-type': 'application/xml' });
    answer.end(
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
    );
  }

  async function etagOf({ url: path, headers }: IncomingMessage): Promise<string | undefined> {
    const { host, authorization } = headers;
    const found = await ask({ method: 'HEAD', path, headers: { host, authorization } });
    return found.resume().statusCode === 200 ? found.headers.etag : undefined;
  }

  function ask(options: RequestOptions, body?: Buffer): Promise<IncomingMessage> {
    return new Promise<IncomingMessage>((resolve, reject) => {
      request({ host: '127.0.0.1', port: objects.port, ...options }, resolve)
        .on('error', reject)
        .end(body);
    });
  }

  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const address = front.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const endpoint = `http://127.0.0.1:${address.port}`;
  const region = 'us-east-1';
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
  return {
    client,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    mishaps,
    puts: () => puts,
    async close() {
      client.destroy();
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
      await objects.stop();
    },
  };
}

interface Listed {
  readonly size: number;
  readonly etag: string;
}

function isListing({ method, url }: IncomingMessage): boolean {
  return method === 'GET' && url?.includes('list-type=2') === true;
}

/** A key in XML, as S3 writes it. */
function escaped(key: string): string {
  return key.replace(/[&<>\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Key of an object in a request's path. */
function keyOf(path: string): string {
  return decodeURIComponent(new URL(path, 'http://s3').pathname.slice(`/${BUCKET}/`.length));
}

interface Refusal {
  readonly status: number;
  readonly code: string;
}

const REFUSALS: ReadonlyMap<Mishap | undefined, Refusal> = new Map([
  ['conflict', { status: 409, code: 'ConditionalRequestConflict' }],
  ['server error', { status: 500, code: 'InternalError' }],
  ['slow down', { status: 503, code: 'SlowDown' }],
]);
const FAILED: Refusal = { status: 412, code: 'PreconditionFailed' };

function refusal({ headers }: IncomingMessage, etag: string | undefined): Refusal | undefined {
  if (headers['if-none-match'] === '*' && etag !== undefined) return FAILED;
  const wanted = headers['if-match'];
  if (wanted === undefined || wanted === etag) return undefined;
  return etag === undefined ? { status: 404, code: 'NoSuchKey' } : FAILED;
}
