import { createHash } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { readDocument } from './document.ts';
import { differences } from './expected-violations.ts';
import { validatorOf } from './validate.ts';
import { startWire } from './wire.ts';

const document = readDocument();
const validator = validatorOf(document);
const WORKSPACE = 'be545252-ad04-4cfa-9ca5-deca58416151';
const LOGS = `compliance/workspaces/${WORKSPACE}/logs`;

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

/** A wire without the proxy: what it asks of one goes straight back. */
async function wireTo(upstream: string) {
  const wire = await startWire(document, validator);
  open.unshift(wire);
  wire.proxyOrigin = wire.backOrigin;
  wire.connect({ apiBase: upstream, rangesBase: upstream });
  return wire;
}

it('leads a signed address by way of itself, keeps the key from it, and holds the file to its listing and its lines to their schema', async () => {
  const body = '{"type":"AUTH_LOG"}\nnot json\n';
  const seen: (string | undefined)[] = [];
  const storage = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.end(body);
  });
  const upstream = await serve((request, response) => {
    if (request.url?.endsWith('/logs/one')) {
      response.writeHead(307, { location: `${storage}/signed?sig=1` }).end();
      return;
    }
    const file = {
      id: 'one',
      file_size: body.length,
      file_sha256: createHash('sha256').update('another').digest('hex'),
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data: [file], has_more: false }));
  });
  const wire = await wireTo(upstream);
  const headers = { authorization: 'Bearer key' };
  await fetch(`${wire.apiBase}/${LOGS}?event_type=AUTH_LOG`, { headers });
  const sent = await fetch(`${wire.apiBase}/${LOGS}/one`, { headers, redirect: 'manual' });
  expect(sent.status).toBe(307);
  expect(await (await fetch(sent.headers.get('location') ?? '')).text()).toBe(body);
  expect(seen).toEqual([undefined]);
  const { requests, lines, statuses, violations } = wire.take();
  expect([requests, lines, Object.fromEntries(statuses)]).toEqual([2, 2, { 200: 1, 307: 1 }]);
  expect([...violations.keys()]).toEqual(
    expect.arrayContaining([
      'file: not of the listed checksum',
      'line: not one JSON document',
      'line: required event_id',
    ]),
  );
  expect(wire.take()).toMatchObject({ requests: 0, lines: 0 });
});

it('tells a status that is not in the document, another type of content, and what is no JSON', async () => {
  const upstream = await serve((request, response) => {
    response.statusCode = request.url?.includes('codex_tasks') ? 502 : 200;
    response.setHeader('content-type', 'text/html');
    response.end('<html>');
  });
  const wire = await wireTo(upstream);
  await fetch(`${wire.apiBase}/compliance/workspaces/${WORKSPACE}/users`);
  await fetch(`${wire.apiBase}/compliance/workspaces/${WORKSPACE}/codex_tasks?limit=1`);
  expect([...wire.take().violations.keys()].sort()).toEqual([
    'answer: not JSON',
    'answer: status 502 is not in the document',
    'answer: type text/html is not in the document',
  ]);
});

it('differs by what nobody named and by what was named and is absent', () => {
  const traffic = {
    requests: 1,
    lines: 0,
    statuses: new Map([
      [200, 3],
      [429, 1],
    ]),
    violations: new Map([['line: enum client_id', 2]]),
  };
  expect(differences({ violations: ['line: enum client_id'], statuses: [429] }, traffic)).toEqual([]);
  expect(differences({ violations: [] }, traffic)).toEqual([
    '2 of what nobody named: line: enum client_id',
    'nobody named status 429',
  ]);
  expect(
    differences({ violations: ['line: enum client_id', 'file: broken off'], statuses: [429, 500] }, traffic),
  ).toEqual(['named, but absent: file: broken off', 'named, but absent: status 500']);
});
