import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { Upstream } from './pull-fixture.ts';

/** A log file of a made-up upstream. */
export interface MadeFile {
  readonly id: string;
  /** ISO, with microseconds. */
  readonly endTime: string;
  readonly body: string;
  /** @default it is listed for whatever type is asked */
  readonly eventType?: string;
  /** What its entry in a listing says otherwise. */
  readonly listed?: Readonly<Record<string, unknown>>;
}

export interface LogUpstream extends Upstream {
  /** What upstream has; may be changed between pulls. */
  files: readonly MadeFile[];
  /** How a page is sent. @default as JSON */
  send: (page: object) => string;
  /** What is asked of listings, in order. */
  readonly listings: URLSearchParams[];
  close(): Promise<void>;
}

const WORKSPACE = 'ws-made';

/** An upstream that has one log: listings as specified (strict `after` and `before`, 100 a page at most), downloads without a detour. */
export async function startLogUpstream(files: readonly MadeFile[]): Promise<LogUpstream> {
  const listings: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://upstream');
    const id = /\/logs\/(.+)$/.exec(url.pathname)?.[1];
    response.setHeader('content-type', 'application/json');
    if (id !== undefined) {
      const file = upstream.files.find((one) => one.id === decodeURIComponent(id));
      response.statusCode = file === undefined ? 404 : 200;
      response.end(file?.body ?? '{}');
      return;
    }
    if (!url.pathname.endsWith('/logs')) {
      response.statusCode = 404;
      response.end('{}');
      return;
    }
    listings.push(url.searchParams);
    response.end(upstream.send(pageOf(upstream.files, url.searchParams)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const upstream: LogUpstream = {
    apiBase: `http://127.0.0.1:${address.port}/v1`,
    rangesBase: `http://127.0.0.1:${address.port}`,
    analyticsKey: 'analytics',
    complianceKey: 'compliance',
    workspaceId: WORKSPACE,
    organizationId: 'org-made',
    files,
    send: (page) => JSON.stringify(page),
    listings,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return upstream;
}

function pageOf(files: readonly MadeFile[], query: URLSearchParams) {
  const [after, before] = [query.get('after') ?? '', query.get('before')];
  const limit = Number(query.get('limit') ?? 100);
  const listed = files
    .filter(
      ({ endTime, eventType }) =>
        (eventType === undefined || eventType === query.get('event_type')) &&
        micros(endTime) > micros(after) &&
        (before === null || micros(endTime) < micros(before)),
    )
    .sort((a, b) =>
      micros(a.endTime) < micros(b.endTime) ? -1 : micros(a.endTime) > micros(b.endTime) ? 1 : 0,
    );
  const page = listed.slice(0, limit);
  return {
    data: page.map(({ id, endTime, body, listed }) => ({
      id,
      event_type: query.get('event_type'),
      end_time: endTime,
      file_name: `${id}.jsonl`,
      file_size: Buffer.byteLength(body),
      file_sha256: createHash('sha256').update(body).digest('hex'),
      ...listed,
    })),
    has_more: listed.length > page.length,
    last_end_time: page.at(-1)?.endTime ?? null,
  };
}

function micros(iso: string): bigint {
  const fraction = /\.(\d+)/.exec(iso)?.[1] ?? '';
  const seconds = iso.replace(/\.\d+/, '');
  return BigInt(Date.parse(seconds)) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
}

/** An AUTH_LOG event as one line. */
export function authEvent(id: string, timestamp: string): string {
  return `${JSON.stringify({
    event_id: id,
    type: 'AUTH_LOG',
    timestamp,
    principal: { id: WORKSPACE, type: 'CHATGPT_WORKSPACE' },
    actor: { type: 'ACCOUNT_USER', user_id: 'user-1', user_email: 'user@example.org' },
    action_data: { action: 'login_success', auth_provider_name: 'sso' },
  })}\n`;
}
