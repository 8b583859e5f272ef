import type { HttpClient } from '../http/http-client.ts';
import type { ObjectStore } from '../lake/store/object-store.ts';
import { retryOnConflict } from '../lake/store/retry-on-conflict.ts';
import { Baseline, firstBaseline } from './baseline.ts';
import type { Clock } from './clock.ts';
import { type Feed, FeedRefused, publishedAt } from './feed.ts';
import { fetchFeed } from './fetch-feed.ts';
import { type Followed, followFeed, type KnownFeed } from './follow-feed.ts';
import type { AllowlistSettings } from './settings.ts';
import { baselineKey, FeedState, feedKey, readState, readVersioned, replaceState } from './state.ts';

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
  /** Whether a person may let that version pass. */
  readonly acceptable?: boolean;
  /** How far the version read moves from what was known; undefined for the first there is, and for what could not be read. */
  readonly moved?: Followed['moved'];
  /** Whether the last good version is too old to be trusted to be the current one. */
  readonly stale: boolean;
}

interface Reading {
  readonly http: HttpClient;
  readonly store: ObjectStore;
  readonly rangesBase: string;
  readonly settings: AllowlistSettings;
  /** Feed versions a person let pass with a sync before. */
  readonly accepted: readonly string[];
  /** The one a person lets pass with this sync. */
  readonly accept?: string;
  /** Whether what was read is remembered. */
  readonly remember: boolean;
  readonly clock: Clock;
}

/** Reads the feeds, each against its last good version, which stays when anything is wrong with the new one. */
export async function syncFeeds(reading: Reading, feeds: readonly string[]): Promise<FeedResult[]> {
  const results: FeedResult[] = [];
  for (const feed of feeds) results.push(await syncFeed(reading, feed));
  return results;
}

async function syncFeed(reading: Reading, name: string): Promise<FeedResult> {
  const { http, store, settings } = reading;
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
    const { state, violation, moved } = await follow(reading, feed);
    return resultOf(reading, name, state, {
      read,
      ...(violation && {
        refused: violation.reason,
        check: violation.guard,
        acceptable: violation.acceptable,
      }),
      ...(moved && { moved }),
    });
  } catch (error) {
    if (!(error instanceof FeedRefused)) throw error;
    return resultOf(reading, name, before, {
      ...(read !== undefined && { read }),
      refused: error.message,
      check: error.check,
      acceptable: error.acceptable,
    });
  }
}

/** Follows the version from what is known now, whoever else reads the feed at the same time. */
async function follow(reading: Reading, feed: Feed): Promise<Followed> {
  const { store, settings, accepted, accept, remember, clock } = reading;
  const given = accept === feed.version ? 'now' : accepted.includes(feed.version) ? 'before' : 'no';
  const from = (before: KnownFeed | undefined) =>
    followFeed(feed, before, { guards: settings.guards, accepted: given, now: clock.now() });
  return retryOnConflict(async () => {
    const state = await readVersioned(store, feedKey(feed.name), FeedState);
    const baseline = await readVersioned(store, baselineKey(feed.name), Baseline);
    const followed = from(
      state.value && {
        state: state.value,
        baseline: baseline.value ?? firstBaseline(state.value, accepted),
      },
    );
    if (remember) {
      await replaceState(reading, baselineKey(feed.name), baseline, followed.baseline);
      await replaceState(reading, feedKey(feed.name), state, followed.state);
    }
    return followed;
  }, clock);
}

function resultOf(
  { settings, clock }: Reading,
  feed: string,
  state: FeedState | undefined,
  rest: Pick<FeedResult, 'read' | 'refused' | 'check' | 'acceptable' | 'moved'>,
): FeedResult {
  return { feed, stale: isStale(state, settings, clock.now()), ...(state && { state }), ...rest };
}

function isStale(state: FeedState | undefined, settings: AllowlistSettings, now: Date): boolean {
  if (state === undefined) return true;
  const hoursSince = (time: string) => (now.getTime() - Date.parse(time)) / 3_600_000;
  return (
    hoursSince(state.readAt) > settings.staleReadingHours ||
    (now.getTime() - publishedAt(state.version)) / 3_600_000 > settings.staleVersionHours
  );
}
