import { bigint, boolean, json, ordinal, string, timestamp } from './column.ts';
import { defineTable } from './define-table.ts';

const feed = string('$.feed', 'Feed, such as chatgpt-agents.');
const prefix = string('$.prefix', 'Range in CIDR notation.');
const target = string('$.target', 'Allowlist, such as github:my-org or waf:regional/codex-egress-ipv4.');
const syncId = string('$.sync_id', 'Sync that noticed it; see allowlist_syncs.');
const versions = string(
  '$.feed_version',
  'The feeds that were followed, each with its creationTime, as feed@version joined by spaces.',
);

export const egressIpChanges = defineTable({
  name: 'egress_ip_changes',
  doc: 'What each version of a feed of egress ranges added and removed, against the version read before. One row per feed, version and prefix that changed.',
  partitionBy: 'published_at',
  key: ['feed', 'feed_version', 'prefix'],
  merge: { how: 'latest', version: 'seen_at' },
  sort: ['published_at', 'feed', 'prefix'],
  columns: {
    feed,
    feed_version: string('$.feed_version', 'creationTime of the version, as published.'),
    published_at: timestamp('iso', '$.feed_version', 'That time, UTC.'),
    previous_version: string(
      '$.previous_version',
      'creationTime of the version the lake had before; null at the first, which adds everything.',
    ),
    prefix,
    change: string('$.change', 'added or removed.'),
    seen_at: timestamp('iso', '$.seen_at', 'When the lake read the version, UTC.'),
  },
});

export const allowlistSyncs = defineTable({
  name: 'allowlist_syncs',
  doc: 'What the allowlist sync planned and did. One row per sync and allowlist, for syncs that changed something, stopped, failed or refused a version of a feed, and the first of each UTC day.',
  partitionBy: 'started_at',
  key: ['sync_id', 'target'],
  merge: { how: 'latest', version: 'finished_at' },
  sort: ['started_at', 'target'],
  columns: {
    sync_id: string('$.sync_id', 'Id of the sync; the same for all its allowlists.'),
    target,
    feed_version: versions,
    dry_run: boolean('$.dry_run', 'Whether it only planned.'),
    outcome: string(
      '$.outcome',
      'in step (nothing to do); planned (dry run); changed; unfinished (the next sync goes on); stopped (by a guard); or failed.',
    ),
    guard: string('$.guard', 'Guard that stopped it; null when none did.'),
    reason: string(
      '$.reason',
      'Why it stopped or failed, or what is left to do; null when there is nothing to say.',
    ),
    accepted_version: string(
      '$.accepted_version',
      'Feed version a person accepted, so that guards let it pass; null when none did.',
    ),
    started_at: timestamp('iso', '$.started_at', 'When it began, UTC.'),
    finished_at: timestamp('iso', '$.finished_at', 'When it ended, UTC.'),
    desired: ordinal('$.desired', 'Ranges that should be in the allowlist. Not to be added up.'),
    entries_before: ordinal(
      '$.entries_before',
      'Entries found in the allowlist, whosever they are. Not to be added up.',
    ),
    foreign_entries: ordinal(
      '$.foreign_entries',
      'Entries among them that are not ours, and are never touched. Not to be added up.',
    ),
    duplicates: bigint('$.duplicates', 'Entries of ours that stood there twice. May be added up.'),
    drifted: bigint(
      '$.drifted',
      'Entries of ours that somebody else removed or changed since the sync before. May be added up.',
    ),
    planned_additions: ordinal('$.planned_additions', 'Entries to add, as planned. Not to be added up.'),
    planned_removals: ordinal('$.planned_removals', 'Entries to remove, as planned. Not to be added up.'),
    added: bigint('$.added', 'Entries added. May be added up.'),
    removed: bigint('$.removed', 'Entries removed. May be added up.'),
    in_grace: ordinal(
      '$.in_grace',
      'Ranges no feed lists any more that stay for the grace period. Not to be added up.',
    ),
    diff: json(
      '$.diff',
      'The first entries of the plan, as lists named add and remove; null when it has none.',
    ),
    feed_refusals: string(
      '$.feed_refusals',
      'Why versions of its feeds were not followed, each with the figures; null when all were.',
    ),
    feed_measures: json(
      '$.feed_measures',
      'How far the versions read move: one object for each feed, family, and step or window, with entries and addresses (as text: there are many of IPv6) before, removed and added; null when none was measured. Not to be added up.',
    ),
  },
});

export const allowlistChanges = defineTable({
  name: 'allowlist_changes',
  doc: 'Every entry the allowlist sync added to or removed from an allowlist. One row per allowlist, revision and entry.',
  partitionBy: 'changed_at',
  key: ['target', 'revision', 'prefix'],
  merge: { how: 'latest', version: 'changed_at' },
  sort: ['changed_at', 'target', 'prefix'],
  columns: {
    target,
    revision: ordinal(
      '$.revision',
      'Counts the changes of the allowlist from 1; entries changed together share one. Not to be added up.',
    ),
    prefix,
    change: string('$.change', 'added; removed; or lost (somebody else had taken it out).'),
    changed_at: timestamp(
      'iso',
      '$.changed_at',
      'When the change was seen to be in the allowlist, UTC; for lost entries, when that was noticed.',
    ),
    sync_id: syncId,
    feed_version: versions,
  },
});
