import type { Line, Ratio } from '../lines.ts';

/** What all measures of a run share. */
export interface Bench {
  /** For what is made on the way; gone at the end. */
  readonly folder: string;
  /** Sizes of the logs made into a partition, in MB, the smallest first. */
  readonly sizes: readonly number[];
  /** Size of the company. */
  readonly people: number;
  /** Folder of a lake of its last days, made once. Only to be read: what pulls works on a copy. */
  readonly lake: (days: number) => Promise<string>;
}

/** A measure that has all it needs. */
export interface Prepared {
  /** Measures once: the same lines each time, those of what is absent left out. */
  readonly round: () => Promise<Line[]>;
  readonly ratios: readonly Ratio[];
  /** What is not measured here, and why. @default nothing */
  readonly absent?: readonly string[];
}

export interface Measure {
  /** As `--only` takes it. */
  readonly name: string;
  readonly title: string;
  /** Makes what all its rounds need, which is not measured. */
  readonly prepare: (bench: Bench) => Promise<Prepared>;
}
