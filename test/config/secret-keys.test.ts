import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PLACEHOLDER } from '../../src/config/keys.ts';
import { keysInSecrets } from '../../src/config/secret-keys.ts';
import { awsClientSettings } from '../harness/aws-client-settings.ts';

/** Secrets as Secrets Manager keeps them: a value by the label of its version, or the kind of its refusal. */
type Secret = Readonly<Record<string, string>> | 'AccessDeniedException';

let secrets: Record<string, Secret>;
let server: Server;
let client: SecretsManagerClient;
beforeEach(async () => {
  server = createServer(async (request, response) => {
    const { SecretId, VersionStage } = Object(await json(request));
    const secret = secrets[SecretId];
    const SecretString = typeof secret === 'object' ? secret[VersionStage] : undefined;
    const type = typeof secret === 'string' ? secret : 'ResourceNotFoundException';
    response.writeHead(SecretString === undefined ? 400 : 200, {
      'content-type': 'application/x-amz-json-1.1',
    });
    response.end(
      JSON.stringify(SecretString === undefined ? { __type: type, message: type } : { SecretString }),
    );
  }).listen(0, '127.0.0.1');
  client = new SecretsManagerClient(await awsClientSettings(server));
});
afterEach(() => {
  server.close();
});

it('a secret gives its key and, once another was put in, the one before', async () => {
  secrets = {
    a: { AWSCURRENT: 'key-2\n', AWSPREVIOUS: 'key-1' },
    c: { AWSCURRENT: 'key-1', AWSPREVIOUS: PLACEHOLDER },
    g: { AWSCURRENT: 'token-1', AWSPREVIOUS: 'token-1' },
  };
  expect(await keysInSecrets(client, { analytics: 'a', compliance: 'c', github: 'g' })).toEqual({
    analyticsKey: 'key-2',
    previousAnalyticsKey: 'key-1',
    complianceKey: 'key-1',
    githubToken: 'token-1',
  });
});

it('a secret nobody has put a key into gives none, and one of a single version has none before', async () => {
  secrets = { a: { AWSCURRENT: PLACEHOLDER }, c: { AWSCURRENT: 'key-1' } };
  expect(await keysInSecrets(client, { analytics: 'a', compliance: 'c' })).toEqual({
    complianceKey: 'key-1',
  });
});

it('a secret that may not be read, or is not there, is told', async () => {
  secrets = { a: 'AccessDeniedException' };
  await expect(keysInSecrets(client, { analytics: 'a' })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  await expect(keysInSecrets(client, { analytics: 'none' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});
