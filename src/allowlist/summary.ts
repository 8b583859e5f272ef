import type { SyncResult } from './sync.ts';
import type { TargetResult } from './sync-target.ts';

/** How a sync ends for those who wait for it: everything in step or changed; something held back; or nothing done. */
export type Verdict = 'done' | 'incomplete' | 'failed';

export function verdictOf({ feeds, targets, unplaced }: SyncResult): Verdict {
  if (feeds.length > 0 && feeds.every(({ state }) => state === undefined)) return 'failed';
  if (targets.length > 0 && targets.every(({ outcome }) => outcome === 'failed')) return 'failed';
  const whole =
    feeds.every(({ refused }) => refused === undefined) &&
    targets.every(({ outcome }) => ['in step', 'planned', 'changed'].includes(outcome)) &&
    unplaced.length === 0;
  return whole ? 'done' : 'incomplete';
}

/** What alarms watch, as counts. */
export function alarmsOf({ feeds, targets, unplaced }: SyncResult) {
  const count = (outcome: TargetResult['outcome']) => targets.filter((one) => one.outcome === outcome).length;
  return {
    guardViolations: count('stopped') + feeds.filter(({ refused }) => refused !== undefined).length,
    feedStale: feeds.filter(({ stale }) => stale).length,
    targetDrifted: targets.reduce((sum, { drifted }) => sum + drifted, 0),
    syncFailed: count('failed'),
    rangesUnplaced: unplaced.reduce((sum, { ranges }) => sum + ranges.length, 0),
  };
}

/** The result as one JSON document: what a function returns and `--json` prints. */
export function summaryOf(result: SyncResult) {
  const { id, mode, frozen, feeds, targets, unplaced } = result;
  return {
    id,
    mode,
    frozen,
    verdict: verdictOf(result),
    feeds: feeds.map(({ feed, state, read, refused, check, acceptable, stale }) => ({
      feed,
      version: state?.version ?? null,
      read: read ?? null,
      prefixes: state?.prefixes.length ?? 0,
      stale,
      ...(refused !== undefined && { refused, check, acceptable }),
    })),
    targets: targets.map(({ plan, error: _, ...rest }) => ({
      ...rest,
      plan:
        plan === undefined
          ? null
          : {
              additions: plan.additions,
              removals: plan.removals.map(({ range, id: entry }) => range ?? entry),
              unchanged: plan.unchanged.length,
              foreign: plan.foreign.length,
              unrecorded: plan.unrecorded.length,
              duplicates: plan.duplicates.length,
            },
    })),
    unplaced,
  };
}
