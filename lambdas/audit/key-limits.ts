import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { keyAge } from '../../src/config/key-age.ts';
import { KEY_LIMIT_DAYS } from '../../src/config/key-limit.ts';
import { KEYS } from '../../src/config/keys.ts';

/** A key, and how many days are left until it is as old as the company's own rules allow. */
export interface KeyLimit {
  readonly key: string;
  readonly days: number;
  readonly daysLeft: number;
}

/** Of each key that was put in; of none where there is no such rule. */
export async function keyLimits(
  environment: Readonly<Record<string, string | undefined>>,
  now: Date,
): Promise<KeyLimit[]> {
  const limitDays = environment[KEY_LIMIT_DAYS];
  if (limitDays === undefined) return [];
  const client = new SecretsManagerClient();
  const found: KeyLimit[] = [];
  for (const [key, { secretVariable }] of Object.entries(KEYS)) {
    const secretId = environment[secretVariable];
    const days = secretId === undefined ? null : await keyAge(client, secretId, now);
    if (days !== null) found.push({ key, days, daysLeft: Number(limitDays) - days });
  }
  return found;
}
