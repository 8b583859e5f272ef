import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestOf,
  type Server,
  type ServerResponse,
} from 'node:http';
import * as z from 'zod';
import type { Document } from './document.ts';
import { routeOf, routesOf } from './routes.ts';
import type { Validator } from './validate.ts';
import {
  type Answer,
  answerViolations,
  fileViolations,
  isJson,
  type ListedFile,
  linesOf,
  lineViolations,
  proxyViolations,
} from './violations.ts';

/**
 * The wire between a client and an upstream, with the validating proxy in its middle:
 *
 *     client ─ front ─ proxy ─ back ─ upstream        client ─ files ─ upstream's storage
 *
 * The proxy would follow a redirect by itself, so `back` takes the address of a signed file out of the proxy's sight and
 * `front` puts it back, led by way of `files`, which holds each file to its entry in the listing and each line to its schema.
 */
export interface Wire {
  /** Where `upstream` is. */
  connect(upstream: { readonly apiBase: string; readonly rangesBase: string }): void;
  /** What the proxy is to ask. */
  readonly backOrigin: string;
  /** Where the proxy is. */
  proxyOrigin: string;
  /** What a client is to ask. */
  readonly apiBase: string;
  readonly rangesBase: string;
  /** What went over it since the last call. */
  take(): Traffic;
  close(): Promise<void>;
}

export interface Traffic {
  readonly requests: number;
  /** Of log files. */
  readonly lines: number;
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number, number>;
  /** How often each kind of violation came. */
  readonly violations: ReadonlyMap<string, number>;
}

/** The header that carries a signed address past the proxy. */
export const HELD_LOCATION = 'x-held-location';

/** The API's base below the origin; the document's paths are below it. */
const API = '/v1';

const Listing = z.object({
  data: z.array(z.object({ id: z.string(), file_size: z.number(), file_sha256: z.string() })),
});
export async function startWire(document: Document, validator: Validator): Promise<Wire> {
  const routes = routesOf(document);
  let target = { api: '', ranges: '' };
  let proxyOrigin = '';
  let requests = 0;
  let lines = 0;
  let violations = new Map<string, number>();
  let statuses = new Map<number, number>();
  const note = (kind: string) => count(violations, kind);
  const listed = new Map<string, ListedFile>();
  const signed: { readonly url: string; readonly id: string }[] = [];

  const back = await listen(async (request, response) => {
    const path = request.url ?? '/';
    const answer = await ask(request, `${isFeed(path) ? target.ranges : target.api}${path}`);
    const { location, ...headers } = answer.headers;
    count(statuses, answer.status);
    for (const kind of answerViolations(answer, routeOf(routes, pathOf(path)))) note(kind);
    pass(response, answer, {
      ...headers,
      ...(location !== undefined && { [HELD_LOCATION]: location }),
      // The proxy looks into what is called JSON: a feed is by another name, and some of what is called so is none.
      ...(answer.status === 200 && {
        'content-type': isJson(answer.body) ? 'application/json' : 'text/plain',
      }),
    });
  });
  const files = await listen(async (request, response) => {
    const { url, id } = signed[Number(request.url?.slice(1))] ?? { url: '', id: '' };
    const answer = await ask(request, url);
    for (const kind of fileViolations(answer, listed.get(id))) note(kind);
    if (answer.whole && answer.status === 200) {
      for (const line of linesOf(answer.body)) {
        lines++;
        for (const kind of lineViolations(line, validator)) note(kind);
      }
    }
    pass(response, answer, answer.headers);
  });
  const front = await listen(async (request, response) => {
    requests++;
    const path = request.url ?? '/';
    const answer = await ask(
      request,
      `${proxyOrigin}${path.startsWith(API) ? path.slice(API.length) : path}`,
    );
    const { 'sl-violations': found, [HELD_LOCATION]: held, ...headers } = answer.headers;
    for (const kind of proxyViolations(found, answer)) note(kind);
    const id = /\/logs\/([^/?]+)$/.exec(path)?.[1];
    if (id === undefined && /\/logs\?/.test(path))
      for (const file of filesIn(answer)) listed.set(file.id, file);
    if (typeof held !== 'string') return pass(response, answer, headers);
    signed.push({ url: held, id: decodeURIComponent(id ?? '') });
    pass(response, answer, { ...headers, location: `${files.origin}/${signed.length - 1}` });
  });

  return {
    connect: ({ apiBase, rangesBase }) => {
      target = { api: apiBase, ranges: rangesBase };
      listed.clear();
    },
    backOrigin: back.origin,
    get proxyOrigin() {
      return proxyOrigin;
    },
    set proxyOrigin(origin) {
      proxyOrigin = origin;
    },
    apiBase: `${front.origin}${API}`,
    rangesBase: front.origin,
    take() {
      const taken = { requests, lines, statuses, violations };
      requests = 0;
      lines = 0;
      statuses = new Map();
      violations = new Map();
      return taken;
    },
    close: async () => {
      await Promise.all([front, files, back].map((one) => one.close()));
    },
  };
}

const isFeed = (path: string) => /^\/[\w-]+\.json/.test(path);
const pathOf = (address: string) => address.split('?', 1)[0] ?? '';

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function filesIn({ body }: Answer): readonly ListedFile[] {
  try {
    return Listing.parse(JSON.parse(body.toString())).data;
  } catch {
    // That it is no listing is a violation the proxy told.
    return [];
  }
}

async function ask(from: IncomingMessage, url: string): Promise<Answer> {
  const { host: _, connection: __, ...headers } = from.headers;
  // What the proxy found comes in one header, which is as long as that.
  const request = requestOf(url, { method: from.method, headers, maxHeaderSize: 64 << 20 });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk);
  } catch {
    return answerOf(response, chunks, false);
  }
  return answerOf(response, chunks, true);
}

const answerOf = (
  { statusCode = 0, headers }: IncomingMessage,
  chunks: Buffer[],
  whole: boolean,
): Answer => ({
  status: statusCode,
  headers,
  body: Buffer.concat(chunks),
  whole,
});

function pass(response: ServerResponse, { status, body, whole }: Answer, headers: IncomingHttpHeaders): void {
  const { 'transfer-encoding': _, connection: __, ...kept } = headers;
  if (!whole) {
    response.writeHead(status, { ...kept, 'content-length': body.length + 1 });
    response.write(body, () => response.destroy());
    return;
  }
  response.writeHead(status, { ...kept, ...(status !== 304 && { 'content-length': body.length }) });
  response.end(body);
}

type Answering = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function listen(answer: Answering) {
  const server: Server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
