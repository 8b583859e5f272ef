export type GuardName =
  | 'freeze'
  | 'empty-result'
  | 'removal-limit'
  | 'additions-limit'
  | 'window-removals'
  | 'window-additions'
  | 'prefix-width'
  | 'target-size'
  | 'own-address'
  | 'pinned';

/** A guard that stops a step, and why. Nothing is changed then. */
export interface GuardViolation {
  readonly guard: GuardName;
  readonly reason: string;
  /** Whether a person may let the feed's version pass all the same. */
  readonly acceptable: boolean;
}
