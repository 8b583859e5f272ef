import { randomUUID } from 'node:crypto';
import type { Deadline } from '../deadline/deadline.ts';
import { httpClient } from '../http/http-client.ts';
import type { Lake } from '../lake/lake.ts';
import { openLakeAt } from '../ledger/open-lake.ts';
import { type Adoptable, adoptEntries } from './adopt.ts';
import { systemClock } from './clock.ts';
import type { AllowlistSettings } from './settings.ts';
import { freeze, type SyncResult, syncAllowlists } from './sync.ts';
import type { SyncContext } from './sync-context.ts';

/** Where a sync reads and writes. */
export interface SyncSettings {
  /** Folder, or `s3://bucket/prefix`. */
  readonly lake: string;
  /** 32 bytes in hex; by default the lake's own. */
  readonly digestKey?: string | undefined;
  readonly rawKmsKey?: string | undefined;
  readonly rangesBase: string;
  readonly addressUrl: string;
  readonly githubApi: string;
  readonly githubToken?: string | undefined;
  readonly previousGithubToken?: string | undefined;
  /** Whether to keep to published rates; off only against a simulator. */
  readonly paced: boolean;
  readonly allowlist: AllowlistSettings;
}

interface SyncOptions {
  readonly mode: SyncContext['mode'];
  readonly deadline: Deadline;
  readonly accept?: string | undefined;
  readonly report?: SyncContext['report'];
}

/** One sync, the same from the command line and on a schedule: opens the lake, syncs, and closes it. */
export async function runSync(place: SyncSettings, order: SyncOptions): Promise<SyncResult> {
  return withLake(place, (lake) => syncAllowlists(contextOf(place, order, lake)));
}

/** Finds, and in mode `apply` puts on record, entries that carry our label and are not on record. */
export async function runAdopt(
  place: SyncSettings,
  order: SyncOptions,
  target?: string,
): Promise<readonly Adoptable[]> {
  return withLake(place, (lake) => adoptEntries(contextOf(place, order, lake), target));
}

function contextOf(place: SyncSettings, order: SyncOptions, lake: Lake): SyncContext {
  const { deadline, mode, accept, report = () => {} } = order;
  return {
    id: randomUUID(),
    lake,
    http: httpClient({ deadline }),
    settings: place.allowlist,
    rangesBase: place.rangesBase,
    addressUrl: place.addressUrl,
    github: {
      api: place.githubApi,
      token: place.githubToken,
      previousToken: place.previousGithubToken,
      throttled: place.paced,
      rateLimited: place.paced,
    },
    clock: systemClock(deadline),
    mode,
    ...(accept !== undefined && { accept }),
    report,
  };
}

/** Freezes the allowlists of a lake, or lets them follow again: for every sync, wherever it runs. */
export async function runFreeze(place: SyncSettings, frozen: boolean): Promise<void> {
  await withLake(place, (lake) => freeze({ lake }, frozen));
}

async function withLake<T>(place: SyncSettings, work: (lake: Lake) => Promise<T>): Promise<T> {
  const lake = await openLakeAt(place);
  try {
    return await work(lake);
  } finally {
    await lake.close();
  }
}
