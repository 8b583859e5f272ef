import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { ProxyAddressError, proxyUse } from '../../src/http/proxy.ts';
import { codexLake } from '../cli/codex-lake.ts';
import { BUCKET, type ConditionalS3, startConditionalS3 } from '../lake/store/conditional-s3.ts';
import { type ForwardProxy, startForwardProxy } from './forward-proxy.ts';

/** Hosts only the proxy knows. */
const UPSTREAM = 'upstream.test.invalid';
const S3 = 's3.test.invalid';

let simulator: Simulator;
let s3: ConditionalS3;
let proxy: ForwardProxy;
let lake: string;
beforeEach(async () => {
  simulator = await startSimulator({ people: 2 });
  s3 = await startConditionalS3();
  const portOf = (url: string | undefined) => Number(new URL(url ?? '').port);
  proxy = await startForwardProxy({
    [UPSTREAM]: portOf(simulator.apiBase),
    [S3]: portOf(s3.environment.AWS_ENDPOINT_URL),
  });
  lake = await mkdtemp(join(tmpdir(), 'codex-lake-proxy-'));
});
afterEach(async () => {
  await Promise.all([simulator.close(), s3.close(), proxy.close()]);
  await rm(lake, { recursive: true, force: true });
});

/** Settings for an upstream that is at another host. */
function settings(host: string, variables: Readonly<Record<string, string>>): Record<string, string> {
  const at = (base: string) => base.replace(/127\.0\.0\.1:\d+/, host);
  return {
    CODEX_LAKE_API_BASE: at(simulator.apiBase),
    CODEX_LAKE_RANGES_BASE: at(simulator.rangesBase),
    CODEX_LAKE_ADDRESS_URL: at(simulator.addressUrl),
    CODEX_LAKE_GITHUB_API: at(simulator.githubApi),
    CODEX_LAKE_WORKSPACES: simulator.workspaceId,
    CODEX_LAKE_PACED: 'false',
    OPENAI_ANALYTICS_KEY: simulator.analyticsKey,
    OPENAI_COMPLIANCE_KEY: simulator.complianceKey,
    ...variables,
  };
}

const withPassword = () => proxy.address.replace('http://', 'http://somebody:pass-word@');

it('a pull asks upstream and S3 through the proxy, with the name and password it wants', async () => {
  const environment = settings(UPSTREAM, {
    HTTP_PROXY: withPassword(),
    ...s3.environment,
    AWS_ENDPOINT_URL: `http://${S3}`,
  });
  const pulled = await codexLake(['pull', 'users', '--lake', `s3://${BUCKET}/acme`], environment);
  expect(pulled).toMatchObject({ exitCode: 0 });
  expect(proxy.passed.some((one) => one.includes(UPSTREAM))).toBe(true);
  expect(proxy.passed.some((one) => one.includes(S3))).toBe(true);
  expect(new Set(proxy.credentials)).toEqual(new Set(['somebody:pass-word']));
  expect(pulled.stdout + pulled.stderr).not.toContain('pass-word');
});

it('a pull over TLS passes the proxy unread, to upstream and to S3', async () => {
  const hosts = ['upstream-tls.test.invalid', 's3-behind-tls'];
  const altNames = hosts.map((value) => ({ type: 2 as const, value }));
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'test' }], {
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  const ca = join(lake, 'ca.pem');
  await writeFile(ca, cert);
  const behind = [simulator.apiBase, s3.environment.AWS_ENDPOINT_URL ?? ''];
  const ends = await Promise.all(behind.map((url) => tlsEnd(key, cert, Number(new URL(url).port))));
  const tunnel = await startForwardProxy(
    Object.fromEntries(hosts.map((host, i) => [host, ends[i]?.port ?? 0])),
  );
  const pulled = await codexLake(['pull', 'users', '--lake', `s3://${BUCKET}/acme`], {
    ...settings('unused', { HTTPS_PROXY: tunnel.address, NODE_EXTRA_CA_CERTS: ca, ...s3.environment }),
    CODEX_LAKE_API_BASE: simulator.apiBase.replace(/http:\/\/[^/]+/, `https://${hosts[0]}`),
    AWS_ENDPOINT_URL: `https://${hosts[1]}`,
  });
  await Promise.all([tunnel.close(), ...ends.map((end) => end.close())]);
  expect(pulled).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('answered') });
  expect(new Set(tunnel.passed)).toEqual(new Set(hosts.map((host) => `CONNECT ${host}:443`)));
});

/** The end of a tunnel: what comes over TLS goes on in the clear. */
async function tlsEnd(key: string, cert: string, to: number) {
  const server = createServer({ key, cert }, (socket) => {
    const upstream = connect(to, '127.0.0.1');
    socket.pipe(upstream).pipe(socket);
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, close: () => new Promise((resolve) => server.close(resolve)) };
}

it('variables in small letters count too, and before those in capitals', async () => {
  const environment = settings(UPSTREAM, { http_proxy: proxy.address, HTTP_PROXY: 'http://127.0.0.1:1' });
  const pulled = await codexLake(['pull', 'users', '--lake', lake], environment);
  expect(pulled).toMatchObject({ exitCode: 0 });
  expect(proxy.passed.some((one) => one.includes(UPSTREAM))).toBe(true);
});

it.each([
  ['what NO_PROXY names', '127.0.0.2', { NO_PROXY: '127.0.0.2' }, false],
  ['what it does not name', '127.0.0.2', { NO_PROXY: '127.0.0.3' }, true],
  ['this machine', '127.0.0.1', {}, false],
])('of %s the proxy is asked only where it should be', async (_what, host, variables, isAsked) => {
  const { port } = new URL(simulator.apiBase);
  const environment = settings(`${host}:${port}`, { HTTP_PROXY: proxy.address, ...variables });
  await codexLake(['doctor', '--lake', lake], environment);
  expect(proxy.passed.length > 0).toBe(isAsked);
});

it('doctor asks through the proxy, and tells of it without its password', async () => {
  const environment = settings(UPSTREAM, { HTTP_PROXY: withPassword(), NO_PROXY: '.corp.example' });
  const { stdout } = await codexLake(['doctor', '--lake', lake, '--json'], environment);
  const { findings } = JSON.parse(stdout);
  expect(findings).toContainEqual({
    check: 'proxy',
    status: 'ok',
    says: `https goes straight, http goes through ${proxy.address}; straight to .corp.example (NO_PROXY)`,
    todo: null,
  });
  expect(findings).toContainEqual(
    expect.objectContaining({ check: expect.stringContaining('endpoint: users'), status: 'ok' }),
  );
  expect(stdout).not.toContain('pass-word');
});

it('a proxy that is no proxy is wrong usage, and its value is not shown', async () => {
  const environment = settings(UPSTREAM, { HTTPS_PROXY: 'socks5://somebody:pass-word@proxy:1080' });
  const ended = await codexLake(['status', '--lake', lake], environment);
  expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ended.stderr).toMatch(/^HTTPS_PROXY: not the address of a proxy; allowed is http:\/\/host:port/);
  expect(ended.stderr).not.toContain('pass-word');
});

describe('the proxies of an environment', () => {
  it.each([
    [{}, { https: undefined, http: undefined, exempt: undefined }],
    [{ HTTPS_PROXY: '' }, { https: undefined, http: undefined, exempt: undefined }],
    [
      { HTTPS_PROXY: 'http://a:b@proxy.corp.example:3128/', no_proxy: 'x, y' },
      { https: 'http://proxy.corp.example:3128', http: undefined, exempt: 'x, y' },
    ],
    [
      { https_proxy: '', HTTPS_PROXY: 'https://p' },
      { https: 'https://p', http: undefined, exempt: undefined },
    ],
  ])('%j are %j', (environment, use) => {
    expect(proxyUse(environment)).toEqual(use);
  });

  it.each(['proxy:3128', '127.0.0.1:3128', 'socks5://p:1', 'http://', 'nonsense'])(
    'are none when the address is %j',
    (value) => {
      expect(() => proxyUse({ HTTP_PROXY: value })).toThrow(ProxyAddressError);
    },
  );
});
