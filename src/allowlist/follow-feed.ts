import type { Feed } from './feed.ts';
import { FeedRefused } from './feed.ts';
import { additionsLimit, type GuardViolation, removalLimit } from './guards.ts';
import type { GuardSettings } from './settings.ts';
import type { FeedState, Gone } from './state.ts';

/** How long what a feed dropped is remembered: longer than any grace period. */
const REMEMBERED_MS = 90 * 86_400_000;

export interface Followed {
  readonly state: FeedState;
  /** The guard the version ran into; then the state is the one before. */
  readonly violation?: GuardViolation;
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
  const violation =
    removalLimit(`feed ${feed.name}`, dropped.length, before.prefixes.length, guards) ??
    additionsLimit(`feed ${feed.name}`, added.length, before.prefixes.length, guards);
  if (violation !== undefined && !accepted) return { state: before, violation };

  const gone: Record<string, Gone> = {};
  for (const [prefix, one] of Object.entries(before.gone)) {
    if (!is.has(prefix) && Date.parse(one.since) > now.getTime() - REMEMBERED_MS) gone[prefix] = one;
  }
  for (const prefix of dropped) gone[prefix] = { since: readAt, accepted };
  const vouched = [...before.vouched, ...(accepted ? added : [])].filter((prefix) => is.has(prefix));
  return { state: { version: feed.version, prefixes: [...feed.prefixes], readAt, gone, vouched } };
}
