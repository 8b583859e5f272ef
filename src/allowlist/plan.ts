import { mergeExactly } from './address-set.ts';
import { cidr } from './cidr.ts';
import type { Entry } from './target.ts';

/** What has to change in a target, as it was found. */
export interface Plan {
  /** Every entry there should be. */
  readonly wanted: ReadonlySet<string>;
  /** Entries to add, sorted. */
  readonly additions: readonly string[];
  /** Entries of ours to remove: no longer wanted, switched off, or there twice. */
  readonly removals: readonly Entry[];
  /** Entries of ours that stay. */
  readonly unchanged: readonly Entry[];
  /** Entries of others, never touched. */
  readonly foreign: readonly Entry[];
  /** Among them, those that carry our label: nothing on record says that we put them. */
  readonly unrecorded: readonly Entry[];
  /** Among the removals, copies of an entry that stays. */
  readonly duplicates: readonly Entry[];
}

interface Wanted {
  /** What the feeds say should be there. */
  readonly ranges: readonly string[];
  readonly families: readonly (4 | 6)[];
  /** Whether neighbours are joined. */
  readonly merge: boolean;
}

/** Compares what should be there with what is. A wanted range that somebody else has entered counts as being there. */
export function planOf({ ranges, families, merge }: Wanted, entries: readonly Entry[]): Plan {
  const placed = ranges.filter((range) => families.includes(cidr(range).family));
  const wanted = new Set(merge ? mergeExactly(placed) : placed);
  const foreign = entries.filter(({ ours }) => !ours);
  const there = new Set(foreign.filter(({ active }) => active).map(({ range }) => range));
  const unchanged: Entry[] = [];
  const duplicates: Entry[] = [];
  const unwanted: Entry[] = [];
  const kept = new Set<string>();
  for (const entry of entries.filter(({ ours }) => ours)) {
    if (entry.range === null || !entry.active || !wanted.has(entry.range)) unwanted.push(entry);
    else if (kept.has(entry.range)) duplicates.push(entry);
    else {
      kept.add(entry.range);
      unchanged.push(entry);
    }
  }
  return {
    wanted,
    additions: [...wanted].filter((range) => !kept.has(range) && !there.has(range)).sort(),
    removals: [...unwanted, ...duplicates],
    unchanged,
    foreign,
    unrecorded: foreign.filter(({ labelled }) => labelled === true),
    duplicates,
  };
}
