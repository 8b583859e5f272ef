import { paginateListSecretVersionIds, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const DAY_MS = 86_400_000;

/**
 * Whole days since the key was put in that a secret has now, without reading it; null where nobody has put in any: then there is just the version the stack
 * made. When the secret itself was changed tells nothing: that moves with a tag.
 */
export async function keyAge(
  client: SecretsManagerClient,
  SecretId: string,
  now: Date,
): Promise<number | null> {
  const labelled = [];
  for await (const { Versions = [] } of paginateListSecretVersionIds({ client }, { SecretId }))
    labelled.push(...Versions.filter(({ VersionStages = [] }) => VersionStages.length > 0));
  const current = labelled.find(({ VersionStages }) => VersionStages?.includes('AWSCURRENT'));
  if (labelled.length < 2 || current?.CreatedDate === undefined) return null;
  return Math.floor((now.getTime() - current.CreatedDate.getTime()) / DAY_MS);
}
