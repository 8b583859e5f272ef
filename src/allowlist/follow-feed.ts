import { AddressSet } from './address-set.ts';
import {
  approvedBaseline,
  type Baseline,
  cameSince,
  firstBaseline,
  followedBaseline,
  isApproved,
  rolledBaseline,
} from './baseline.ts';
import { type Cidr, cidr } from './cidr.ts';
import { type Feed, FeedRefused, isInFuture } from './feed.ts';
import type { GuardViolation } from './guard-violation.ts';
import { type Movement, movementOf } from './movement.ts';
import { guardMovement, guardWidth, guardWindow } from './movement-guards.ts';
import type { GuardSettings } from './settings.ts';
import type { FeedState, Gone } from './state.ts';

/** How long what a feed dropped is remembered: longer than any grace period. */
const REMEMBERED_MS = 90 * 86_400_000;

/** What is known of a feed: its last good version, and what that is measured against. */
export interface KnownFeed {
  readonly state: FeedState;
  readonly baseline: Baseline;
}

export interface Followed extends KnownFeed {
  /** The guard the version ran into; then the state is the one before. */
  readonly violation?: GuardViolation;
  /** How far the version moves: from the last good version, and over the window. Undefined for the first there is. */
  readonly moved?: { readonly step: Movement; readonly window: Movement };
}

export interface Ruling {
  readonly guards: GuardSettings;
  /** Whether a person lets this version pass: with this sync, or with one before. */
  readonly accepted: 'now' | 'before' | 'no';
  readonly now: Date;
}

/**
 * What is known of a feed once a version of it was read. A version that fails a guard changes nothing unless it was accepted.
 * Throws `FeedRefused` when its time lies in the future, or before that of the last good version; a last good version that lies
 * in the future itself gives way to one that was accepted.
 */
export function followFeed(feed: Feed, before: KnownFeed | undefined, ruling: Ruling): Followed {
  const { guards, now } = ruling;
  if (isInFuture(feed.version, now))
    throw new FeedRefused(
      feed.name,
      'future',
      `creationTime ${feed.version} lies in the future, it is ${now.toISOString()}`,
    );
  if (before === undefined) {
    const readAt = now.toISOString();
    const state = { version: feed.version, prefixes: [...feed.prefixes], readAt, gone: {}, vouched: [] };
    return { state, baseline: ruling.accepted === 'no' ? firstBaseline(state) : approvedBaseline(feed, now) };
  }
  const { state } = before;
  const baseline = rolledBaseline(before.baseline, guards.windowDays, now);
  const accepted = isAcceptedNow(feed, baseline, ruling);
  if (feed.version < state.version && !(accepted && isInFuture(state.version, now)))
    throw olderThan(feed, state, now);

  const lists = listsOf(feed, state, baseline);
  const moved = movedSince(lists);
  const violation = violationOf(`feed ${feed.name}`, lists, moved, baseline.since, guards);
  if (violation !== undefined && !accepted) {
    const { stoppedAt } = baseline;
    return { state, baseline: { ...baseline, stoppedAt: stoppedAt ?? now.toISOString() }, violation, moved };
  }
  return {
    state: followedState(feed, state, accepted, now),
    baseline:
      accepted && !isApproved(baseline, feed)
        ? approvedBaseline(feed, now)
        : followedBaseline(baseline, feed, now),
    moved,
  };
}

/** A version is accepted once, with the prefixes it had then: others under the same name are measured like any. */
function isAcceptedNow(feed: Feed, baseline: Baseline, { accepted }: Ruling): boolean {
  if (accepted === 'now' || isApproved(baseline, feed)) return true;
  return accepted === 'before' && baseline.approvedVersion !== feed.version;
}

function olderThan(feed: Feed, { version }: FeedState, now: Date): FeedRefused {
  const problem = `creationTime ${feed.version} precedes ${version}, which was read before`;
  return isInFuture(version, now)
    ? new FeedRefused(feed.name, 'older', `${problem} and lies in the future`, true)
    : new FeedRefused(feed.name, 'older', problem);
}

interface Lists {
  readonly last: readonly Cidr[];
  readonly base: readonly Cidr[];
  readonly read: readonly Cidr[];
  /** Came since the window began, whether or not it is still there. */
  readonly came: readonly Cidr[];
}

function listsOf(feed: Feed, state: FeedState, baseline: Baseline): Lists {
  // The lists are nearly the same: each text is read once.
  const known = new Map<string, Cidr>();
  const rangesOf = (prefixes: readonly string[]) =>
    prefixes.map((prefix) => {
      const range = known.get(prefix) ?? cidr(prefix);
      known.set(prefix, range);
      return range;
    });
  return {
    last: rangesOf(state.prefixes),
    base: rangesOf(baseline.prefixes),
    read: rangesOf(feed.prefixes),
    came: rangesOf([...feed.prefixes, ...cameSince(baseline)]),
  };
}

function movedSince({ last, base, read, came }: Lists) {
  return {
    step: movementOf({ before: last, after: read }),
    window: movementOf({ before: base, after: read, came }),
  };
}

function violationOf(
  subject: string,
  { last, base, read }: Lists,
  { step, window }: { readonly step: Movement; readonly window: Movement },
  since: string,
  guards: GuardSettings,
): GuardViolation | undefined {
  const known = new AddressSet([...last, ...base]);
  const added = read.filter((range) => !known.covers(range));
  return (
    guardWidth(subject, added, guards) ??
    guardMovement(subject, step, guards) ??
    guardWindow(subject, window, since, guards)
  );
}

function followedState(feed: Feed, before: FeedState, accepted: boolean, now: Date): FeedState {
  const readAt = now.toISOString();
  const [was, is] = [new Set(before.prefixes), new Set(feed.prefixes)];
  const gone: Record<string, Gone> = {};
  for (const [prefix, one] of Object.entries(before.gone)) {
    if (!is.has(prefix) && Date.parse(one.since) > now.getTime() - REMEMBERED_MS) gone[prefix] = one;
  }
  for (const prefix of before.prefixes.filter((one) => !is.has(one)))
    gone[prefix] = { since: readAt, accepted };
  const added = feed.prefixes.filter((prefix) => !was.has(prefix));
  const vouched = [...before.vouched, ...(accepted ? added : [])].filter((prefix) => is.has(prefix));
  return { version: feed.version, prefixes: [...feed.prefixes], readAt, gone, vouched };
}
