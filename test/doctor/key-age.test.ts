import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkKeyAge } from '../../src/doctor/check-key-age.ts';

const NOW = new Date('2026-11-20T00:00:00Z');
const DAY_S = 86_400;
let server: Server;
let client: SecretsManagerClient;
beforeAll(async () => {
  server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ LastChangedDate: NOW.getTime() / 1000 - 170 * DAY_S }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  client = new SecretsManagerClient({
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterAll(() => {
  server.close();
});

it.each([
  [undefined, 'ok'],
  [365, 'ok'],
  [185, 'ok'],
  [184, 'warning'],
  [160, 'warning'],
])('a key of 170 days with a limit of %s days is %s', async (limitDays, status) => {
  const found = await checkKeyAge(client, 'CodexLake', limitDays, NOW);
  expect(found.map((one) => one.status)).toEqual([status, status, status]);
  expect(found[0]?.says).toContain('170 days');
});
