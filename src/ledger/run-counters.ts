import type { StagedFile } from '../lake/parse/staged-file.ts';
import type { Restatement } from './restatement.ts';

/** What a stream's reconciliation did so far, also when it then failed. Units are log files, days of figures, or pulls of a list. */
export interface RunCounters {
  /** Units landed, or confirmed as final. */
  landed: number;
  /** Units this run could not let into the tables: held, quarantined or gone. */
  notLanded: number;
  /** The same of earlier runs, still so. */
  stillNotLanded: number;
  rows: number;
  bytes: number;
  rejects: number;
  unknownFields: number;
  /** Whether the run looked at everything upstream keeps. */
  full: boolean;
  /** Units that could not be read this time and are tried again by the next run. */
  failed: number;
  /** Final days that upstream tells otherwise by more than the threshold. */
  restated: Restatement[];
  /** Why files were not read by the strict read, each reason once; see `Staged.fallback`. */
  fallbacks: string[];
  reason?: string;
}

export function newCounters(): RunCounters {
  return {
    landed: 0,
    notLanded: 0,
    stillNotLanded: 0,
    rows: 0,
    bytes: 0,
    rejects: 0,
    unknownFields: 0,
    full: false,
    failed: 0,
    restated: [],
    fallbacks: [],
  };
}

/** Counts a file, day or list: landed, or not for whatever reason. */
export function countUnit(
  counters: RunCounters,
  landed: boolean,
  bytes: number,
  read: StagedFile | undefined,
): void {
  if (landed) counters.landed++;
  else counters.notLanded++;
  counters.bytes += bytes;
  counters.rows += landed ? (read?.rows ?? 0) : 0;
  counters.rejects += read?.rejects.length ?? 0;
  counters.unknownFields += read?.unknownFields ?? 0;
}

/** Notes why the strict read did not do. */
export function countFallback(counters: RunCounters, fallback: string | undefined): void {
  if (fallback !== undefined && !counters.fallbacks.includes(fallback)) counters.fallbacks.push(fallback);
}
