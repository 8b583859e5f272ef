import type { HttpClient } from '../http/http-client.ts';
import type { PageLimits } from '../http/page-guard.ts';
import type { Table } from '../tables/define-table.ts';
import type { RawRecord } from '../tables/record.ts';
import type { Day } from '../tables/utc-day.ts';
import type { CollectorName } from './collectors.ts';

/** Which key a source is read with. */
type KeyName = 'analytics' | 'compliance' | 'none';

/** What one scope of a source is: a ChatGPT workspace, a platform organization, or a feed of egress ranges. */
export type ScopeKind = 'workspace' | 'organization' | 'feed';

/** Where upstream is and what it is asked with. */
export interface Upstream {
  /** @default https://api.chatgpt.com/v1 */
  readonly apiBase: string;
  /** @default https://openai.com */
  readonly rangesBase: string;
  readonly analyticsKey?: string;
  readonly complianceKey?: string;
  /** The keys before them, while these are rotated. */
  readonly previousAnalyticsKey?: string;
  readonly previousComplianceKey?: string;
  /** Whether to keep to upstream's published rates; off only against a simulator. @default true */
  readonly paced: boolean;
  /** @default `PAGE_LIMITS` */
  readonly pageLimits?: PageLimits;
}

/** What a source is read with: the way to upstream, and which scope of it. */
export interface ReadRequest<S> {
  readonly http: HttpClient;
  readonly upstream: Upstream;
  readonly source: S;
  readonly scopeId: string;
}

/**
 * Something upstream has, and how it is read. Plain data but for its readers, which load their client when they are called: what
 * only needs to know of a source (schedules, docs, the CDK app) loads no client.
 */
interface SourceBase {
  /** The function it shares with others where it runs on a schedule. */
  readonly collector: CollectorName;
  /** Name people use: `pull usage`, the `source` column of the ledger, the folder below `raw/`. */
  readonly name: string;
  readonly doc: string;
  readonly scope: ScopeKind;
  readonly key: KeyName;
  /** Path below the API's base (of a feed: below that of the ranges), with `{scope}` where the scope's id goes. */
  readonly endpoint: string;
  readonly record: RawRecord;
}

/** All rows of one UTC day, each as the JSON text upstream sent. */
export interface DayOfRows {
  readonly day: Day;
  readonly rows: readonly string[];
}

/** Figures by the UTC day, which upstream may restate. */
export interface DaySource extends SourceBase {
  readonly kind: 'days';
  readonly query: Readonly<Record<string, string>>;
  /** Days upstream keeps. */
  readonly retentionDays: number;
  /** The restatement window: the latest days, which are read again by every run. */
  readonly restatementDays: number;
  /** Days after its end until a day's figures are no longer pending. */
  readonly settlingDays: number;
  /**
   * The days from `since` until before `until` that have rows, in order, each as soon as it is whole. Throws `ContractError` when
   * the answer is none.
   */
  read(
    request: ReadRequest<DaySource> & { readonly since: Day; readonly until: Day },
  ): AsyncIterable<DayOfRows>;
}

/** A log file as upstream lists it. `end_time` stays text: it has microseconds, which a Date would cut. */
export interface ListedFile {
  readonly id: string;
  readonly event_type: string;
  readonly end_time: string;
  readonly file_name: string;
  readonly file_size: number;
  readonly file_sha256: string;
}

/** An entry of a listing that names no file: it is held, and never its neighbours. */
export interface UnreadableEntry {
  /** Its id where it has a usable one, else a hash of what it says. */
  readonly name: string;
  /** ISO: its own end time, or that of the file next to it. */
  readonly endTime: string;
  /** Never holds content. */
  readonly reason: string;
}

export interface ListFilesRequest extends ReadRequest<LogSource> {
  readonly after: string;
  readonly onUnseen?: (endTime: string) => void;
  readonly onUnreadable?: (entry: UnreadableEntry) => void;
}

/** Immutable files of events, listed by the end of their window. */
export interface LogSource extends SourceBase {
  readonly kind: 'log';
  readonly eventType: string;
  /** Days upstream keeps. */
  readonly retentionDays: number;
  /** Hours from an event until its file is there, at the 99th percentile. */
  readonly deliveryLagHours: number;
  /**
   * Files whose window ended after `after` (ISO), oldest first, each once. `onUnseen` is told of end times that have more files than
   * upstream can be made to list, `onUnreadable` of entries that name no file. Throws `ContractError` when pages do not end, or have
   * nothing but such entries.
   */
  list(request: ListFilesRequest): AsyncIterable<ListedFile>;
  /** Saves a file. Throws `ContractError` when it is not what the listing says: it is then as last received. */
  download(
    request: ReadRequest<LogSource> & { readonly listed: ListedFile; readonly to: string },
  ): Promise<void>;
}

/** A list as it is read: pages of records, each as JSON text, and the version of the whole where upstream gives one. */
export interface ListAnswer {
  /** Read once. Nothing of a page is kept here when the next one is asked for, as a list may be larger than memory. */
  readonly pages: AsyncIterable<readonly string[]>;
  readonly version?: string;
}

/** A list of things, read anew each time or down to what is known. */
export interface ListSource extends SourceBase {
  readonly kind: 'list';
  /** Table of what each version of the list added and removed, for a list that comes in versions. */
  readonly changes?: Table;
  /** `known`: latest change the lake has, in milliseconds; undefined when it has nothing or wants everything. */
  read(request: ReadRequest<ListSource> & { readonly known: number | undefined }): Promise<ListAnswer>;
}

export type Source = DaySource | LogSource | ListSource;
