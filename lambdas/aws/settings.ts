import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Config, readConfig } from '../../src/config/config.ts';
import { KEYS } from '../../src/config/keys.ts';
import { withSettingsObject } from '../../src/config/read-settings-object.ts';
import { keysInSecrets } from '../../src/config/secret-keys.ts';
import { SETTINGS_OBJECT } from '../../src/config/settings-object.ts';

type Environment = Awaited<ReturnType<typeof withSettingsObject>>;

/** What was read since this function started, by its checksum: the object under it never changes. */
const read = new Map<string, Environment>();

/** The variables of a function, with those that are kept in an object for their length. */
async function variablesOf(environment: Environment): Promise<Environment> {
  const sha256 = environment[SETTINGS_OBJECT.sha256];
  if (sha256 === undefined) return environment;
  const whole = read.get(sha256) ?? (await withSettingsObject(environment));
  read.set(sha256, whole);
  return whole;
}

/** Settings of a function that asks nothing of upstream: from its variables, without keys. */
export async function keylessSettings(environment: Environment = process.env): Promise<Config> {
  return readConfig({}, await variablesOf(environment), null);
}

/**
 * Settings of a function: from its variables, with the keys from the secrets these name. A secret that still holds the
 * placeholder gives no key. Read anew by each run, so that a key that was changed counts from the next one on.
 */
export async function functionSettings(environment: Environment = process.env): Promise<Config> {
  const secretIds = Object.fromEntries(
    Object.entries(KEYS).map(([name, { secretVariable }]) => [name, environment[secretVariable]]),
  );
  const keys = await keysInSecrets(new SecretsManagerClient(), secretIds);
  return readConfig(keys, await variablesOf(environment), null);
}
