import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { keyLimits } from '../../lambdas/audit/key-limits.ts';
import { reportKeyAges } from '../../lambdas/audit/report.ts';
import { checkKeyAge } from '../../src/doctor/check-key-age.ts';
import { metricsSent } from '../harness/metrics-sent.ts';

const NOW = new Date('2026-11-20T00:00:00Z');
const DAY_S = 86_400;

/** A version of a secret: its labels, and how many days ago it was put in. */
const version = (days: number, ...VersionStages: string[]) => ({
  VersionId: `version-of-${days}`,
  CreatedDate: NOW.getTime() / 1000 - days * DAY_S,
  ...(VersionStages.length > 0 && { VersionStages }),
});
const changed = [version(400), version(170, 'AWSCURRENT'), version(300, 'AWSPREVIOUS')];
/** As the stack makes it, with a placeholder. */
const fresh = [version(200, 'AWSCURRENT')];

let versions: Readonly<Record<string, readonly object[]>>;
let server: Server;
let endpoint: string;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { SecretId = '', NextToken } = Object(await json(request));
    const of = Object.entries(versions).find(([name]) => SecretId.includes(name))?.[1] ?? changed;
    // Only what ListSecretVersionIds is answered with, page by page; and a tag was changed a moment ago.
    const at = Number(NextToken ?? 0);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(
      JSON.stringify({
        LastChangedDate: NOW.getTime() / 1000,
        Versions: of.slice(at, at + 1),
        ...(at + 1 < of.length && { NextToken: String(at + 1) }),
      }),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(() => {
  server.close();
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('doctor', () => {
  const check = (limitDays: number | undefined) => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new SecretsManagerClient({ endpoint, region: 'eu-central-1', credentials });
    return checkKeyAge(client, 'CodexLake', limitDays, NOW);
  };

  it.each([
    [undefined, 'ok'],
    [365, 'ok'],
    [185, 'ok'],
    [184, 'warning'],
    [160, 'warning'],
  ])(
    'a key of 170 days with a limit of %s days is %s, whatever of its secret was changed since',
    async (limitDays, status) => {
      versions = {};
      const found = await check(limitDays);
      expect(found.map((one) => one.status)).toEqual([status, status, status]);
      expect(found[0]?.says).toContain('170 days');
    },
  );

  it('a key that was never put in has no age', async () => {
    versions = { 'compliance-key': fresh };
    expect(await check(100)).toMatchObject([
      { check: 'key age: analytics', status: 'warning' },
      { check: 'key age: compliance', status: 'ok', says: 'no key was put in yet' },
      { check: 'key age: github', status: 'warning' },
    ]);
  });
});

describe('the audit', () => {
  const environment = {
    CODEX_LAKE_KEY_LIMIT_DAYS: '180',
    CODEX_LAKE_ANALYTICS_SECRET: 'arn:analytics-key',
    CODEX_LAKE_COMPLIANCE_SECRET: 'arn:compliance-key',
    CODEX_LAKE_GITHUB_SECRET: 'arn:github-key',
  };
  const asAFunction = () => {
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', endpoint);
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  };

  it('tells how long the first key may still be used, and names those whose time is nearly up', async () => {
    asAFunction();
    versions = {
      'compliance-key': fresh,
      'github-key': [version(3, 'AWSCURRENT'), version(9, 'AWSPREVIOUS')],
    };
    const found = await keyLimits(environment, NOW);
    expect(found).toEqual([
      { key: 'analytics', days: 170, daysLeft: 10 },
      { key: 'github', days: 3, daysLeft: 177 },
    ]);
    const { sent, lines } = await metricsSent(() => reportKeyAges(found));
    const told = lines.map((line) => JSON.parse(line));
    expect(sent).toEqual([{ name: 'DaysUntilKeyLimit', value: 10 }]);
    expect((await metricsSent(() => reportKeyAges(found.slice(1)))).lines).toEqual([]);
    expect(told.filter(({ message }) => message === 'key expiring')).toMatchObject([
      { key: 'analytics', days: 170, daysLeft: 10 },
    ]);
  });

  it('asks nothing where there is no such rule, and sends nothing where there is no key', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', 'http://127.0.0.1:9');
    const { CODEX_LAKE_KEY_LIMIT_DAYS: _, ...without } = environment;
    expect(await keyLimits(without, NOW)).toEqual([]);
    asAFunction();
    versions = { arn: fresh };
    expect(await keyLimits(environment, NOW)).toEqual([]);
  });
});
