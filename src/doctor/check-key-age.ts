import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { KEYS } from '../config/keys.ts';
import { type Finding, finding, ok, warning } from './finding.ts';

const DAY_MS = 86_400_000;
/** Days before a company's own limit from which a key is reminded of. */
const REMINDER_DAYS = 14;

/** How long ago each key of a stack was put in, and whether its time is nearly up; `limitDays` is the company's own. */
export async function checkKeyAge(
  client: SecretsManagerClient,
  stack: string,
  limitDays: number | undefined,
  now: Date,
): Promise<readonly Finding[]> {
  const found = Object.keys(KEYS).map((name) => {
    const check = `key age: ${name}`;
    const SecretId = `${stack}/${name}-key`;
    return finding(check, 'let the profile call secretsmanager:DescribeSecret', async () => {
      const { LastChangedDate } = await client.send(new DescribeSecretCommand({ SecretId }));
      if (LastChangedDate === undefined) return ok(check, 'was never changed');
      const days = Math.floor((now.getTime() - LastChangedDate.getTime()) / DAY_MS);
      if (limitDays === undefined || days < limitDays - REMINDER_DAYS)
        return ok(check, `put in ${days} days ago`);
      return warning(
        check,
        `put in ${days} days ago, and a key may be ${limitDays} days old`,
        `make another in the admin console, put it in with codex-lake keys set ${name}, and revoke the old one after the next runs`,
      );
    });
  });
  return (await Promise.all(found)).flat();
}
