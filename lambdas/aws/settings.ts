import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Config, readConfig } from '../../src/config/config.ts';
import { KEYS, PLACEHOLDER } from '../../src/config/keys.ts';

/**
 * Settings of a function: from its variables, with the keys from the secrets these name. A secret that still holds the
 * placeholder gives no key. Read anew by each run, so that a key that was changed counts from the next one on.
 */
export async function functionSettings(environment = process.env): Promise<Config> {
  const secrets = new SecretsManagerClient();
  const keys: Record<string, string> = {};
  for (const { setting, secretVariable } of Object.values(KEYS)) {
    const secretId = environment[secretVariable];
    if (secretId === undefined) continue;
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: secretId }));
    const key = SecretString?.trim();
    if (key && key !== PLACEHOLDER) keys[setting] = key;
  }
  return readConfig(keys, environment, null);
}
