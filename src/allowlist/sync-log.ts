import { readSystemRows, writeSystemRows } from '../lake/write/system-tables.ts';
import { allowlistSyncs } from '../tables/allowlists.ts';
import { objectKey } from '../tables/layout.ts';
import { type Day, dayOf } from '../tables/utc-day.ts';
import { measuresOf } from './feed-measures.ts';
import type { SyncContext } from './sync-context.ts';
import type { FeedResult } from './sync-feeds.ts';
import type { TargetResult } from './sync-target.ts';
import { targetSlug } from './target-record.ts';

/** Entries of a plan that its row shows. */
const SHOWN = 50;

interface When {
  readonly startedAt: Date;
  readonly feedVersion: string;
  readonly acceptedVersion: string | null;
  /** What came of reading the feeds the target follows. */
  readonly feeds: readonly FeedResult[];
}

async function hasRowOf(lake: SyncContext['lake'], name: string, day: Day): Promise<boolean> {
  const rows = await readSystemRows(lake, allowlistSyncs, [objectKey(allowlistSyncs, day, name)]);
  return rows.some(({ dt }) => dt === day);
}

/** Writes the row of a target's sync, unless it changed nothing (or only planned), refused nothing and is not the day's first. */
export async function logSync(
  { id, lake, mode, clock }: SyncContext,
  result: TargetResult,
  { startedAt, feedVersion, acceptedVersion, feeds }: When,
): Promise<void> {
  const name = targetSlug(result.target);
  const refusals = feeds.flatMap(({ refused }) => refused ?? []);
  const quiet =
    (result.outcome === 'in step' || result.outcome === 'planned') && result.drifted + refusals.length === 0;
  if (quiet && (await hasRowOf(lake, name, dayOf(startedAt)))) return;
  const { plan } = result;
  await writeSystemRows(lake, allowlistSyncs, name, [
    {
      sync_id: id,
      target: result.target,
      feed_version: feedVersion,
      dry_run: mode !== 'apply',
      outcome: result.outcome,
      guard: result.guard ?? null,
      reason: result.reason ?? null,
      accepted_version: acceptedVersion,
      started_at: startedAt.toISOString(),
      finished_at: clock.now().toISOString(),
      desired: result.desired,
      entries_before: result.entriesBefore,
      foreign_entries: plan?.foreign.length ?? 0,
      duplicates: plan?.duplicates.length ?? 0,
      drifted: result.drifted,
      planned_additions: plan?.additions.length ?? 0,
      planned_removals: plan?.removals.length ?? 0,
      added: result.added,
      removed: result.removed,
      in_grace: result.inGrace,
      diff: diffOf(result),
      feed_refusals: refusals.length === 0 ? null : refusals.join('; '),
      feed_measures: measuresOf(feeds),
    },
  ]);
}

function diffOf({ plan }: TargetResult) {
  if (plan === undefined || plan.additions.length + plan.removals.length === 0) return null;
  return {
    add: plan.additions.slice(0, SHOWN),
    remove: plan.removals.slice(0, SHOWN).map(({ range }) => range),
  };
}
