import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { UntrustedCertificateError } from '../../src/http/errors.ts';
import { httpClient } from '../../src/http/http-client.ts';
import { codexLake } from '../cli/codex-lake.ts';

let server: Server;
let folder: string;
let ca: string;
let base: string;
let connections: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-certificate-'));
  ca = join(folder, 'ca.pem');
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

/** A server with a certificate of its own making, valid around now or as given. */
async function serve(host = 'localhost', dates: { notBeforeDate?: Date; notAfterDate?: Date } = {}) {
  const altNames = [{ type: 2 as const, value: host }];
  const { private: key, cert } = await generate([{ name: 'commonName', value: host }], {
    ...dates,
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  await writeFile(ca, cert);
  connections = 0;
  server = createServer({ key, cert }, (_asked, answer) => {
    answer
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"object":"list","data":[],"has_more":false}');
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  base = `https://localhost:${address.port}`;
}

const ask = () =>
  httpClient({ firstWaitMs: 1 }).json({ url: new URL(base), subject: 'users of ws-1' }, z.unknown());

it('a certificate nobody here trusts ends the request at once, and names what makes it trusted', async () => {
  await serve();
  await expect(ask()).rejects.toBeInstanceOf(UntrustedCertificateError);
  await expect(ask()).rejects.toThrow(
    /^users of ws-1: localhost:\d+ answers, but its certificate is not trusted here \(DEPTH_ZERO_SELF_SIGNED_CERT\); .*NODE_EXTRA_CA_CERTS/,
  );
  expect(connections).toBe(2);
});

it('a certificate for another host is told apart', async () => {
  await serve('elsewhere.example');
  const environment = environmentOf({ NODE_EXTRA_CA_CERTS: ca });
  const { stdout } = await codexLake(['pull', 'users', '--lake', join(folder, 'lake')], environment);
  expect(stdout).toContain('its certificate is not for it (ERR_TLS_CERT_ALTNAME_INVALID)');
});

it('a certificate that has expired points at the clock', async () => {
  await serve('localhost', { notBeforeDate: new Date('2020-01-01'), notAfterDate: new Date('2020-02-01') });
  const environment = environmentOf({ NODE_EXTRA_CA_CERTS: ca });
  const { stdout } = await codexLake(['pull', 'users', '--lake', join(folder, 'lake')], environment);
  expect(stdout).toContain("its certificate is not valid now (CERT_HAS_EXPIRED); check this machine's clock");
});

function environmentOf(variables: Readonly<Record<string, string>>): Record<string, string> {
  return {
    CODEX_LAKE_API_BASE: `${base}/v1`,
    CODEX_LAKE_WORKSPACES: 'ws-1',
    OPENAI_COMPLIANCE_KEY: 'a-key',
    ...variables,
  };
}

it('the CA in NODE_EXTRA_CA_CERTS is trusted by a pull', async () => {
  await serve();
  const pull = ['pull', 'users', '--lake', join(folder, 'lake')];
  const refused = await codexLake(pull, environmentOf({}));
  expect(refused.exitCode).toBe(1);
  expect(refused.stdout).toContain('NODE_EXTRA_CA_CERTS');
  expect(connections).toBe(1);
  const trusted = await codexLake(pull, environmentOf({ NODE_EXTRA_CA_CERTS: ca }));
  expect(trusted.exitCode).toBe(0);
});

it('doctor names it for an endpoint and for S3, and says when certificates are not checked', async () => {
  await serve();
  const aws = {
    AWS_ENDPOINT_URL: base,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  };
  const { stdout } = await codexLake(
    ['doctor', '--lake', 's3://bucket/acme', '--json'],
    environmentOf({ ...aws, CODEX_LAKE_ADDRESS_URL: base }),
  );
  const { findings }: { findings: { check: string; says: string; todo: string }[] } = JSON.parse(stdout);
  for (const check of ['endpoint: users of ws-1', 'lake'])
    expect(findings.find((one) => one.check === check)?.says).toContain('NODE_EXTRA_CA_CERTS');
  const open = await codexLake(
    ['doctor', '--lake', join(folder, 'lake'), '--json'],
    environmentOf({ NODE_TLS_REJECT_UNAUTHORIZED: '0', CODEX_LAKE_ADDRESS_URL: base }),
  );
  expect(JSON.parse(open.stdout).findings).toContainEqual(
    expect.objectContaining({ check: 'certificates', status: 'problem' }),
  );
});
