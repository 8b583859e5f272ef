import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { KEYS, type KeyName, PLACEHOLDER } from './keys.ts';

/**
 * The keys in secrets, by setting: the current one of each and, as Secrets Manager keeps it when another is put in, the one before. A
 * placeholder is no key. Throws what Secrets Manager refuses with.
 */
export async function keysInSecrets(
  client: SecretsManagerClient,
  secretIds: Readonly<Partial<Record<KeyName, string>>>,
): Promise<Record<string, string>> {
  const keys: Record<string, string> = {};
  for (const name of Object.keys(KEYS) as KeyName[]) {
    const SecretId = secretIds[name];
    if (SecretId === undefined) continue;
    const { setting, previousSetting } = KEYS[name];
    const current = await keyIn(client, SecretId);
    if (current === undefined) continue;
    keys[setting] = current;
    const previous = await keyIn(client, SecretId, 'AWSPREVIOUS').catch((error: unknown) => {
      // There is none before the first change.
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    });
    if (previous !== undefined && previous !== current) keys[previousSetting] = previous;
  }
  return keys;
}

async function keyIn(
  client: SecretsManagerClient,
  SecretId: string,
  VersionStage = 'AWSCURRENT',
): Promise<string | undefined> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId, VersionStage }));
  const key = SecretString?.trim();
  return key && key !== PLACEHOLDER ? key : undefined;
}
