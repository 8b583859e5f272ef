import { deadlineAfter } from '../deadline/deadline.ts';
import { alertsIn, hasNewAlert } from './alerts.ts';
import { cidr } from './cidr.ts';
import { type Clock, systemClock } from './clock.ts';
import { desiredOf } from './desired.ts';
import { egressAddresses } from './egress-address.ts';
import type { GuardViolation } from './guard-violation.ts';
import { frozen } from './guards.ts';
import { openTargets } from './open-targets.ts';
import { changeState, DECISIONS_KEY, Decisions, NO_DECISIONS, readState } from './state.ts';
import type { SyncContext } from './sync-context.ts';
import { type FeedResult, syncFeeds } from './sync-feeds.ts';
import { logSync } from './sync-log.ts';
import { syncTarget, type TargetResult } from './sync-target.ts';
import { TargetRecord } from './target-record.ts';

export interface SyncResult {
  readonly id: string;
  readonly mode: SyncContext['mode'];
  readonly frozen: boolean;
  readonly feeds: readonly FeedResult[];
  readonly targets: readonly TargetResult[];
  /** Whether something is wrong that was not wrong at the sync before. */
  readonly news: boolean;
  /** Ranges that a target's settings have no list for, by the kind of target. */
  readonly unplaced: readonly { readonly kind: string; readonly ranges: readonly string[] }[];
  /** Whether GitHub refuses the token, and the one before it was asked with. */
  readonly tokenRefused: boolean;
}

/** The version to accept is not the one the feeds have now: nothing was accepted. A person is told. */
export class VersionMismatch extends Error {
  override readonly name = 'VersionMismatch';
}

/** Brings every list into step with the feeds it follows. One that fails does not stop the others. */
export async function syncAllowlists(sync: SyncContext): Promise<SyncResult> {
  const { lake, settings, clock, mode } = sync;
  const { store } = lake;
  const decided = (await readState(store, DECISIONS_KEY, Decisions)) ?? NO_DECISIONS;
  const accepted = [...decided.accepted, ...(sync.accept === undefined ? [] : [sync.accept])];
  const names = [...new Set(settings.targets.flatMap(({ feeds }) => feeds))].sort();
  const feeds = await syncFeeds(
    { ...sync, store, accepted: decided.accepted, remember: mode !== 'plan' },
    names,
  );
  if (sync.accept !== undefined) await accept(sync, sync.accept, feeds);

  const addresses = await egressAddresses(sync);
  const targets: TargetResult[] = [];
  let tokenRefused = false;
  const github = {
    ...sync.github,
    onTokenRefused: () => {
      tokenRefused = true;
    },
  };
  const unplaced: { kind: string; ranges: readonly string[] }[] = [];
  for (const target of settings.targets) {
    const followed = feeds.filter(({ feed }) => target.feeds.includes(feed));
    const states = followed.flatMap(({ state }) => state ?? []);
    const desired = desiredOf(states, settings.guards.graceHours, clock.now());
    const stopped = decided.frozen ? frozen() : neverRead(followed);
    const opened = await openTargets(
      target,
      { github, store },
      { clock, report: (progress) => sync.report(target.kind, progress) },
    );
    const families = new Set(opened.flatMap((one) => one.families));
    const left = desired.ranges.filter((range) => !families.has(cidr(range).family));
    if (left.length > 0) unplaced.push({ kind: target.kind, ranges: left });
    for (const one of opened) {
      const feedVersion = followed
        .flatMap(({ feed, state }) => (state === undefined ? [] : [`${feed}@${state.version}`]))
        .join(' ');
      const startedAt = clock.now();
      const record = await TargetRecord.open({ lake, syncId: sync.id, feedVersion, clock }, one);
      const acceptedNow = states.map(({ version }) => version).find((version) => accepted.includes(version));
      const result = await syncTarget({
        target: one,
        desired,
        guards: settings.guards,
        egressAddresses: addresses,
        stopped,
        accepted: acceptedNow !== undefined,
        dryRun: mode !== 'apply',
        record,
        clock,
      });
      targets.push(result);
      if (mode !== 'plan')
        await logSync(sync, result, {
          startedAt,
          feedVersion,
          acceptedVersion: acceptedNow ?? null,
          feeds: followed,
        });
    }
  }
  const news = mode !== 'plan' && (await hasNewAlert({ store, clock }, alertsIn(feeds, targets)));
  return { id: sync.id, mode, frozen: decided.frozen, feeds, targets, unplaced, news, tokenRefused };
}

/** Writes down whether allowlists may change. */
export async function freeze(
  { lake, clock = systemClock(deadlineAfter(FREEZE_MS)) }: Pick<SyncContext, 'lake'> & { clock?: Clock },
  frozenNow: boolean,
): Promise<void> {
  await changeState({ store: lake.store, clock }, DECISIONS_KEY, Decisions, (before = NO_DECISIONS) => ({
    ...before,
    frozen: frozenNow,
  }));
}

/** A person waits for it. */
const FREEZE_MS = 60_000;

const REMEMBERED_VERSIONS = 50;

async function accept(
  { lake, mode, clock }: SyncContext,
  version: string,
  feeds: readonly FeedResult[],
): Promise<void> {
  const current = feeds.flatMap(({ read }) => read ?? []);
  if (!current.includes(version))
    throw new VersionMismatch(
      `version ${version}: not what the feeds have now, which is ${current.join(', ') || 'nothing readable'}`,
    );
  const refused = feeds.find(({ read, refused: why }) => read === version && why !== undefined)?.refused;
  if (refused !== undefined) throw new VersionMismatch(`version ${version}: cannot be accepted: ${refused}`);
  if (mode !== 'apply') return;
  await changeState({ store: lake.store, clock }, DECISIONS_KEY, Decisions, (before = NO_DECISIONS) => ({
    ...before,
    accepted: [...new Set([...before.accepted, version])].slice(-REMEMBERED_VERSIONS),
  }));
}

function neverRead(feeds: readonly FeedResult[]): GuardViolation | undefined {
  const missing = feeds.find(({ state }) => state === undefined);
  if (missing === undefined) return undefined;
  return {
    guard: 'empty-result',
    reason: `feed ${missing.feed}: no good version of it was ever read, so nothing is known to be right`,
    acceptable: false,
  };
}
