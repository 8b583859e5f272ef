import type { HttpClient } from '../http/http-client.ts';
import type { ObjectStore } from '../lake/store/object-store.ts';
import { FeedRefused } from './feed.ts';
import { fetchFeed } from './fetch-feed.ts';
import { followFeed } from './follow-feed.ts';
import type { GuardViolation } from './guards.ts';
import type { AllowlistSettings } from './settings.ts';
import { changeState, FeedState, feedKey, readState } from './state.ts';

/** What came of reading a feed. */
export interface FeedResult {
  readonly feed: string;
  /** The last good version; undefined when there never was one. */
  readonly state?: FeedState;
  /** The version that was read, when it could be. */
  readonly read?: string;
  /** Why the version read is not followed. */
  readonly refused?: string;
  /** The check or the guard that refused it. */
  readonly check?: string;
  /** Whether the last good version is too old to be trusted to be the current one. */
  readonly stale: boolean;
}

interface Reading {
  readonly http: HttpClient;
  readonly store: ObjectStore;
  readonly rangesBase: string;
  readonly settings: AllowlistSettings;
  /** Feed versions a person let pass. */
  readonly accepted: readonly string[];
  /** Whether what was read is remembered. */
  readonly remember: boolean;
  readonly now: () => Date;
}

/** Reads the feeds, each against its last good version, which stays when anything is wrong with the new one. */
export async function syncFeeds(reading: Reading, feeds: readonly string[]): Promise<FeedResult[]> {
  const results: FeedResult[] = [];
  for (const feed of feeds) results.push(await syncFeed(reading, feed));
  return results;
}

async function syncFeed(reading: Reading, name: string): Promise<FeedResult> {
  const { http, store, settings, accepted, now } = reading;
  const before = await readState(store, feedKey(name), FeedState);
  let read: string | undefined;
  try {
    const limits = {
      maxEntries: settings.maxFeedEntries,
      widestIpv4: settings.widestIpv4,
      widestIpv6: settings.widestIpv6,
    };
    const feed = await fetchFeed(http, { ...reading, feedHosts: settings.feedHosts }, name, limits);
    read = feed.version;
    let violation: GuardViolation | undefined;
    const follow = (state: FeedState | undefined): FeedState => {
      const followed = followFeed(feed, state, settings.guards, accepted.includes(feed.version), now());
      violation = followed.violation;
      return followed.state;
    };
    // A guard that trips at the first version there is would leave nothing to fall back to; there is none.
    const state = reading.remember
      ? await changeState(store, feedKey(name), FeedState, follow)
      : follow(before);
    return resultOf(reading, name, state, {
      read,
      ...(violation && { refused: violation.reason, check: violation.guard }),
    });
  } catch (error) {
    if (!(error instanceof FeedRefused)) throw error;
    return resultOf(reading, name, before, {
      ...(read !== undefined && { read }),
      refused: error.message,
      check: error.check,
    });
  }
}

function resultOf(
  { settings, now }: Reading,
  feed: string,
  state: FeedState | undefined,
  rest: Pick<FeedResult, 'read' | 'refused' | 'check'>,
): FeedResult {
  return { feed, stale: isStale(state, settings, now()), ...(state && { state }), ...rest };
}

function isStale(state: FeedState | undefined, settings: AllowlistSettings, now: Date): boolean {
  if (state === undefined) return true;
  const hoursSince = (time: string) => (now.getTime() - Date.parse(time)) / 3_600_000;
  return (
    hoursSince(state.readAt) > settings.staleReadingHours ||
    hoursSince(`${state.version.replace(/Z$/, '')}Z`) > settings.staleVersionHours
  );
}
