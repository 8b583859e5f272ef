/** Shorter than this, a text says nothing, and would be cut out of words. */
const SHORTEST = 8;
const SCRUBBED = '[secret]';

/** Every secret this process holds. */
const secrets = new Set<string>();

/** Takes note of a secret, so that it is cut out of every text of others before that is printed or stored. */
export function rememberSecret(secret: string | undefined): void {
  if (secret !== undefined && secret.length >= SHORTEST) secrets.add(secret);
}

/** A text without the secrets of this process: as they are, as in a URL, or as in JSON. */
export function scrub(text: string): string {
  let clean = text;
  for (const secret of secrets)
    for (const form of new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]))
      clean = clean.replaceAll(form, SCRUBBED);
  return clean;
}
