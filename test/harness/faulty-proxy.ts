import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashText, mix } from '../../simulator/random.ts';

/**
 * What happens to a request on its way to AWS. `throttled` and, for a PUT with a precondition, `conflict` and `precondition failed` are
 * answered in AWS's place; `late` takes its time; the connection is cut before AWS was asked, after it did what it was asked, or
 * in the middle of its answer.
 */
const FAULTS = [
  'throttled',
  'conflict',
  'precondition failed',
  'late',
  'cut before',
  'cut after',
  'cut within',
] as const;
export type Fault = (typeof FAULTS)[number];

/** A request as the proxy sees it. */
interface Asked {
  readonly method: string;
  readonly path: string;
  /** Service and operation, where they stand in a header. */
  readonly target: string;
  /** The action of a form, as EC2 takes it. */
  readonly action: string;
  /** Whether it says what it expects to find. */
  readonly conditional: boolean;
  /** Which one it is of those that are alike, from 0 on. */
  readonly nth: number;
}

export interface FaultyProxy {
  readonly endpoint: string;
  /** Decides on each request; undefined lets it pass. May be changed at any time. */
  faultOf: (asked: Asked) => Fault | undefined | Promise<Fault | undefined>;
  /** What happened so far. */
  readonly happened: Fault[];
  close(): Promise<void>;
}

const LATE_MS = 400;

/** A server in front of an endpoint of AWS, or of what stands in for it, that does to requests what it is told. */
export async function startFaultyProxy(
  behind: string,
  faultOf: FaultyProxy['faultOf'] = () => undefined,
): Promise<FaultyProxy> {
  const { hostname, port, pathname } = new URL(behind);
  const agent = new Agent({ keepAlive: true });
  const alike = new Map<string, number>();
  const happened: Fault[] = [];
  const server = createServer((asked, answer) => {
    handle(asked, answer).catch(() => answer.destroy());
  });

  async function handle(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await buffer(asked);
    const { method = 'GET', url = '/', headers } = asked;
    const target = String(headers['x-amz-target'] ?? '');
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
    const action = (isForm && new URLSearchParams(body.toString()).get('Action')) || '';
    const kind = `${method} ${url} ${target} ${action}`;
    const nth = alike.get(kind) ?? 0;
    alike.set(kind, nth + 1);
    const conditional = 'if-match' in headers || 'if-none-match' in headers;
    const fault = await proxy.faultOf({ method, path: url, target, action, conditional, nth });
    if (fault !== undefined) happened.push(fault);
    if (fault === 'cut before') return void answer.destroy();
    const refused = refusal(fault, target, action);
    if (refused !== undefined) {
      answer.writeHead(refused.status, { 'content-type': refused.type }).end(refused.body);
      return;
    }
    if (fault === 'late') await sleep(LATE_MS);
    const path = pathname === '/' ? url : pathname.replace(/\/$/, '') + url;
    const upstream = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ host: hostname, port, method, path, headers, agent }, resolve).on('error', reject).end(body);
    });
    const whole = await buffer(upstream);
    if (fault === 'cut after') return void answer.destroy();
    answer.writeHead(upstream.statusCode ?? 500, upstream.headers);
    if (fault === 'cut within' && whole.length > 1)
      answer.write(whole.subarray(0, whole.length / 2), () => answer.destroy());
    else answer.end(method === 'HEAD' ? undefined : whole);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const proxy: FaultyProxy = {
    endpoint: `http://127.0.0.1:${address.port}`,
    faultOf,
    happened,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
    },
  };
  return proxy;
}

/** An answer in the place of AWS, in the words of the service that is asked. */
function refusal(fault: Fault | undefined, target: string, action: string) {
  if (fault === 'throttled' && target !== '')
    return {
      status: 400,
      type: JSON_TYPE,
      body: JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' }),
    };
  if (fault === 'throttled' && action !== '')
    return {
      status: 503,
      type: 'text/xml',
      body: '<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit exceeded.</Message></Error></Errors></Response>',
    };
  const of = S3_REFUSALS.get(fault);
  return (
    of && {
      status: of.status,
      type: 'application/xml',
      body: `<Error><Code>${of.code}</Code><Message>${of.code}</Message></Error>`,
    }
  );
}

const JSON_TYPE = 'application/x-amz-json-1.1';
/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const S3_REFUSALS: ReadonlyMap<Fault | undefined, { readonly status: number; readonly code: string }> =
  new Map([
    ['throttled', { status: 503, code: 'SlowDown' }],
    ['conflict', { status: 409, code: 'ConditionalRequestConflict' }],
    ['precondition failed', { status: 412, code: 'PreconditionFailed' }],
  ]);

export interface SeededFaults {
  readonly seed: number;
  /** Share of requests, those that are alike taken together, that meet a fault. */
  readonly share: number;
  /** How often one and the same request meets faults at most. What gives up after six tries gives up at some. */
  readonly longest: number;
}

/** Faults at positions a seed decides: by what is asked for, and for the how manyth time, whatever else is asked meanwhile. */
export function seededFaults({ seed, share, longest }: SeededFaults): FaultyProxy['faultOf'] {
  return ({ method, path, target, action, conditional, nth }) => {
    const about = hashText(`${method} ${path.replace(/\?.*/, '')} ${target} ${action}`, seed);
    const at = (salt: number, limit: number) => mix(about, salt) % limit;
    // Requests that are alike come in groups, each of which is hit or not.
    const group = Math.floor(nth / (2 * longest));
    if (at(2 * group, 1000) >= share * 1000) return undefined;
    const times = 1 + at(2 * group + 1, longest);
    if (nth % (2 * longest) >= times) return undefined;
    const possible = FAULTS.filter(
      (fault) => conditional || (fault !== 'conflict' && fault !== 'precondition failed'),
    );
    return possible[at(1000 + nth, possible.length)];
  };
}
