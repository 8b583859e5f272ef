import { FAMILIES, type Movement } from './movement.ts';
import type { FeedResult } from './sync-feeds.ts';

/** How far versions of feeds move, as rows of plain figures; null when none was measured. Families without an address are left out. */
export function measuresOf(feeds: readonly FeedResult[]) {
  const rows = feeds.flatMap(({ feed, moved }) =>
    moved === undefined ? [] : [...rowsOf(feed, 'step', moved.step), ...rowsOf(feed, 'window', moved.window)],
  );
  return rows.length === 0 ? null : rows;
}

function rowsOf(feed: string, over: 'step' | 'window', { entries, addresses }: Movement) {
  return FAMILIES.filter((family) => addresses[family].before + addresses[family].added > 0n).map(
    (family) => ({
      feed,
      over,
      family: `IPv${family}`,
      entries_before: entries.before,
      entries_removed: entries.removed,
      entries_added: entries.added,
      addresses_before: String(addresses[family].before),
      addresses_removed: String(addresses[family].removed),
      addresses_added: String(addresses[family].added),
    }),
  );
}
