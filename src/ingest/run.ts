import type { Deadline } from '../http/deadline.ts';
import type { HttpClient } from '../http/http-client.ts';
import type { Lake } from '../lake/lake.ts';
import type { StagedFile } from '../lake/parse/stage.ts';
import type { DaySource, ListSource, LogSource, Source, Upstream } from '../sources/source.ts';
import type { Day } from '../tables/utc-day.ts';
import type { Restatement, Thresholds } from './hold-policy.ts';

/** What a reconciliation works with. Clock and window are arguments, so that the same run can be had again. */
export interface Run {
  readonly id: string;
  readonly lake: Lake;
  readonly http: HttpClient;
  readonly upstream: Upstream;
  readonly now: () => Date;
  readonly deadline: Deadline;
  readonly report: (event: ProgressEvent) => void;
  /** Look at everything upstream keeps, and try again what was quarantined; by default once a day, without the latter. */
  readonly full?: boolean;
  /** @default `THRESHOLDS` */
  readonly thresholds?: Thresholds;
  /** Only these log files, by id. */
  readonly only?: ReadonlySet<string>;
  /** Only these days: from `since` until before `until`. */
  readonly since?: Day;
  readonly until?: Day;
}

/** One source of one workspace, organization or feed. */
export interface Stream<S extends Source = Source> {
  readonly source: S;
  readonly scopeId: string;
}

type OfKind = { readonly days: DaySource; readonly log: LogSource; readonly list: ListSource };

export function isOf<K extends Source['kind']>(stream: Stream, kind: K): stream is Stream<OfKind[K]> {
  return stream.source.kind === kind;
}

/** What a stream's reconciliation did so far; also when it then failed. */
export interface RunCounters {
  /** Files or days landed, or confirmed as final. */
  landed: number;
  /** Files or days held, quarantined or gone. */
  held: number;
  /** The same from earlier runs, still so. */
  standing: number;
  rows: number;
  bytes: number;
  rejects: number;
  unknownFields: number;
  full: boolean;
  /** Units that could not be read this time and are tried again by the next run. */
  failed: number;
  /** Final days that upstream tells otherwise by more than the threshold. */
  restated: Restatement[];
  reason?: string;
}

export type ProgressEvent =
  | { readonly is: 'started'; readonly stream: Stream }
  | { readonly is: 'planned'; readonly stream: Stream; readonly units: number }
  | { readonly is: 'read'; readonly stream: Stream; readonly units: number; readonly bytes: number }
  | { readonly is: 'waiting'; readonly why: string }
  | { readonly is: 'ended'; readonly stream: Stream; readonly counters: RunCounters };

export function newCounters(): RunCounters {
  return {
    landed: 0,
    held: 0,
    standing: 0,
    rows: 0,
    bytes: 0,
    rejects: 0,
    unknownFields: 0,
    full: false,
    failed: 0,
    restated: [],
  };
}

/** Name of a stream's objects in the tables it shares with others. */
export function streamName({ source, scopeId }: Stream): string {
  return `${scopeId}-${source.name}`;
}

/** Adds a file, day or list to the counters: `landed`, or held for whatever reason. */
export function countUnit(
  counters: RunCounters,
  landed: boolean,
  bytes: number,
  read: StagedFile | undefined,
): void {
  if (landed) counters.landed++;
  else counters.held++;
  counters.bytes += bytes;
  counters.rows += landed ? (read?.rows ?? 0) : 0;
  counters.rejects += read?.rejects.length ?? 0;
  counters.unknownFields += read?.unknownFields ?? 0;
}
