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
import { cidr } from './cidr.ts';
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

  const moved = movedSince(feed, state, baseline);
  const violation = violationOf(feed, state, baseline, moved, guards);
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

function movedSince(feed: Feed, state: FeedState, baseline: Baseline) {
  const after = feed.prefixes.map(cidr);
  const came = [...after, ...cameSince(baseline).map(cidr)];
  return {
    step: movementOf({ before: state.prefixes.map(cidr), after }),
    window: movementOf({ before: baseline.prefixes.map(cidr), after, came }),
  };
}

function violationOf(
  feed: Feed,
  state: FeedState,
  baseline: Baseline,
  { step, window }: { readonly step: Movement; readonly window: Movement },
  guards: GuardSettings,
): GuardViolation | undefined {
  const subject = `feed ${feed.name}`;
  const known = new AddressSet([...state.prefixes, ...baseline.prefixes].map(cidr));
  const added = feed.prefixes.map(cidr).filter((range) => !known.covers(range));
  return (
    guardWidth(subject, added, guards) ??
    guardMovement(subject, step, guards) ??
    guardWindow(subject, window, baseline.since, guards)
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
