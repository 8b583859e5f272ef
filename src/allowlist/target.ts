import type { Clock } from './clock.ts';

/** An entry of an allowlist, as found there. */
export interface Entry {
  /** Name of the entry at its target; the range where entries have none. */
  readonly id: string;
  /** Canonical; null when the target holds something that is no range. */
  readonly range: string | null;
  /** Whether the record says that we put it. */
  readonly ours: boolean;
  /** Whether it carries our label, which anybody may write. */
  readonly labelled?: boolean;
  /** Whether it lets anybody in. */
  readonly active: boolean;
}

/** What a target held when it was read. */
export interface TargetContent {
  readonly entries: readonly Entry[];
}

/** Something a person may want to see while it goes on. */
export type TargetProgress =
  | { readonly is: 'adding' | 'removing'; readonly done: number; readonly of: number }
  | { readonly is: 'waiting'; readonly seconds: number; readonly why: string };

/** What a target is given to work with. */
export interface TargetPorts {
  readonly clock: Clock;
  report(progress: TargetProgress): void;
}

/** What is known to be ours in a list. A label proves nothing: anybody may write it. */
export interface Ownership {
  /** Whether an entry of the range was put by us, as far as that can be told without an id. */
  claimed(range: string): boolean;
  /** Whether we put an entry with this id and label. */
  owns(id: string, range: string): boolean;
}

/** The record of what is ours. */
export interface Claims {
  /** Asked for after the list was read: what another sync puts meanwhile is then known to be ours. */
  ownership(): Promise<Ownership>;
  /** Notes that we put entries of these ranges, before they are put. `others`: ids of entries under our label that are not ours. */
  claim(ranges: readonly string[], others?: readonly string[]): Promise<void>;
  release(ranges: readonly string[]): Promise<void>;
}

/**
 * An allowlist that follows the feeds. What it is asked to do it can be asked again: entries that are there are not added, and
 * those that are gone are not removed. Entries of others are kept, also those that come while it works.
 */
export interface Target {
  /** `github:my-org`, `waf:regional/my-set`, `prefix-list:pl-…`, `files:openai-egress`. */
  readonly name: string;
  /** Families of addresses it takes. */
  readonly families: readonly (4 | 6)[];
  readonly feeds: readonly string[];
  readonly merge: boolean;
  /** Entries it may hold, others' included. */
  readonly capacity: number;
  /** Time from a change until it holds everywhere, milliseconds. */
  readonly propagationMs: number;
  /** Whether a list without the sync's own address would shut the sync out. */
  readonly guardsItself: boolean;
  /** Whether each entry has an id that no other ever gets. */
  readonly idsAreUnique: boolean;
  read(claims: Pick<Claims, 'ownership'>): Promise<TargetContent>;
  add(ranges: readonly string[], claims: Claims): Promise<void>;
  remove(entries: readonly Entry[]): Promise<void>;
}
