import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UpstreamError } from '../http/errors.ts';
import { readCidr } from './cidr.ts';
import type { SyncContext } from './sync-context.ts';

/** An address is shorter. */
const MOST_BYTES = 1_000;

/**
 * Where the sync connects from: as configured, or as a service outside sees it. Nothing when it cannot be found out, or when no
 * list could shut the sync out; the guard then has the last word.
 */
export async function egressAddresses({ settings, http, lake, addressUrl }: SyncContext): Promise<string[]> {
  const given = settings.guards.ownAddresses;
  if (given.length > 0 || !settings.targets.some(({ kind }) => kind === 'github')) return given;
  const file = join(lake.workDir, `address-${randomUUID()}`);
  try {
    const url = new URL(addressUrl);
    await http.download({ url, subject: 'own address', sameOriginOnly: true, maxBytes: MOST_BYTES }, file);
    const found = readCidr(await readFile(file, 'utf8'));
    return found === undefined ? [] : [found.text];
  } catch (error) {
    if (error instanceof UpstreamError) return [];
    throw error;
  } finally {
    await rm(file, { force: true });
  }
}
