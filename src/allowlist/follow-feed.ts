import type { Feed } from './feed.ts';
import { FeedRefused } from './feed.ts';
import { additionsLimit, removalLimit, type Tripped } from './guards.ts';
import type { GuardSettings } from './settings.ts';
import type { FeedState, Gone } from './state.ts';

/** How long what a feed dropped is remembered: longer than any grace period. */
const REMEMBERED_MS = 90 * 86_400_000;

export interface Followed {
  readonly state: FeedState;
  /** The guard the version ran into; then the state is the one before. */
  readonly tripped?: Tripped;
}

/**
 * What is known of a feed once a version of it was read. A version that fails a guard changes nothing unless it was accepted.
 * Throws `FeedRefused` when it is older than the one before.
 */
export function followFeed(
  feed: Feed,
  before: FeedState | undefined,
  guards: GuardSettings,
  accepted: boolean,
  now: Date,
): Followed {
  const readAt = now.toISOString();
  if (before === undefined)
    return { state: { version: feed.version, prefixes: [...feed.prefixes], readAt, gone: {}, vouched: [] } };
  if (feed.version < before.version)
    throw new FeedRefused(
      feed.name,
      'older',
      `creationTime ${feed.version} precedes ${before.version}, which was read before`,
    );
  const [was, is] = [new Set(before.prefixes), new Set(feed.prefixes)];
  const dropped = before.prefixes.filter((prefix) => !is.has(prefix));
  const added = feed.prefixes.filter((prefix) => !was.has(prefix));
  const tripped =
    removalLimit(`feed ${feed.name}`, dropped.length, before.prefixes.length, guards) ??
    additionsLimit(`feed ${feed.name}`, added.length, before.prefixes.length, guards);
  if (tripped !== undefined && !accepted) return { state: before, tripped };

  const gone: Record<string, Gone> = {};
  for (const [prefix, one] of Object.entries(before.gone)) {
    if (!is.has(prefix) && Date.parse(one.since) > now.getTime() - REMEMBERED_MS) gone[prefix] = one;
  }
  for (const prefix of dropped) gone[prefix] = { since: readAt, accepted };
  const vouched = [...before.vouched, ...(accepted ? added : [])].filter((prefix) => is.has(prefix));
  return { state: { version: feed.version, prefixes: [...feed.prefixes], readAt, gone, vouched } };
}

/** What the targets of some feeds should hold. */
export interface Desired {
  /** Listed now, or still in grace; sorted. */
  readonly ranges: readonly string[];
  /** Among them, those no feed lists any more. */
  readonly inGrace: readonly string[];
  /** Ranges whose going a person accepted. */
  readonly acceptedGone: readonly string[];
  /** Ranges whose coming a person accepted. */
  readonly vouched: readonly string[];
}

export function desiredOf(feeds: readonly FeedState[], graceHours: number, now: Date): Desired {
  const listed = new Set(feeds.flatMap(({ prefixes }) => prefixes));
  const gone = feeds.flatMap((feed) => Object.entries(feed.gone)).filter(([prefix]) => !listed.has(prefix));
  const graceEnds = now.getTime() - graceHours * 3_600_000;
  const inGrace = gone.filter(([, { since }]) => Date.parse(since) > graceEnds).map(([prefix]) => prefix);
  return {
    ranges: [...new Set([...listed, ...inGrace])].sort(),
    inGrace: [...new Set(inGrace)].sort(),
    acceptedGone: gone.filter(([, { accepted }]) => accepted).map(([prefix]) => prefix),
    vouched: feeds.flatMap(({ vouched }) => vouched),
  };
}
