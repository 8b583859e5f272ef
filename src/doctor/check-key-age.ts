import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { keyAge } from '../config/key-age.ts';
import { KEY_REMINDER_DAYS } from '../config/key-limit.ts';
import { KEYS } from '../config/keys.ts';
import { type Finding, finding, ok, warning } from './finding.ts';

/** How long ago each key of a stack was put in, and whether its time is nearly up; `limitDays` is the company's own. */
export async function checkKeyAge(
  client: SecretsManagerClient,
  stack: string,
  limitDays: number | undefined,
  now: Date,
): Promise<readonly Finding[]> {
  const found = Object.keys(KEYS).map((name) => {
    const check = `key age: ${name}`;
    return finding(check, 'let the profile call secretsmanager:ListSecretVersionIds', async () => {
      const days = await keyAge(client, `${stack}/${name}-key`, now);
      if (days === null) return ok(check, 'no key was put in yet');
      if (limitDays === undefined || days < limitDays - KEY_REMINDER_DAYS)
        return ok(check, `put in ${days} days ago`);
      return warning(
        check,
        `put in ${days} days ago, and a key may be ${limitDays} days old`,
        `make another in the admin console, put it in with codex-lake keys set ${name}, and revoke the old one once doctor finds no fault with the new`,
      );
    });
  });
  return (await Promise.all(found)).flat();
}
