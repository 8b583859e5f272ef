/** An entry of an allowlist, as found there. */
export interface Entry {
  /** Name of the entry at its target; the range where entries have none. */
  readonly id: string;
  /** Canonical; null when the target holds something that is no range. */
  readonly range: string | null;
  readonly ours: boolean;
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

/** Time, as the run has it. */
export interface Clock {
  now(): Date;
  /** Waits. Throws `OutOfTimeError` when the run has not that long. */
  wait(ms: number): Promise<void>;
}

/** What a target is given to work with. */
export interface TargetPorts {
  readonly clock: Clock;
  report(progress: TargetProgress): void;
}

/** Notes that entries are, or are not, ours; for lists that cannot say it themselves. Called before they are put there. */
export interface Claims {
  claim(ranges: readonly string[]): Promise<void>;
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
  /** `claimed`: the ranges known to be ours, for a list that cannot say it. */
  read(claimed: ReadonlySet<string>): Promise<TargetContent>;
  add(ranges: readonly string[], claims: Claims): Promise<void>;
  remove(entries: readonly Entry[]): Promise<void>;
}
