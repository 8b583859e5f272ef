import type { Table } from '../tables/define-table.ts';
import type { RawRecord } from '../tables/record.ts';
import type { CollectorName } from './collectors.ts';

/** Which key a source is read with. */
export type KeyName = 'analytics' | 'compliance' | 'none';

/** What one scope of a source is: a ChatGPT workspace, a platform organization, or a feed of egress ranges. */
export type ScopeKind = 'workspace' | 'organization' | 'feed';

interface SourceBase {
  /** The sources it shares a function with where it runs on a schedule. */
  readonly family: CollectorName;
  /** Name people use: `pull usage`, the `source` column of the ledger, the folder below `raw/`. */
  readonly name: string;
  readonly doc: string;
  readonly scope: ScopeKind;
  readonly key: KeyName;
  readonly record: RawRecord;
}

/** Figures by the UTC day, which upstream may restate. */
export interface DaySource extends SourceBase {
  readonly kind: 'days';
  readonly endpoint: string;
  readonly query: Readonly<Record<string, string>>;
  /** Days upstream remembers. */
  readonly retentionDays: number;
  /** Latest days that are read again by every run, because they may have been restated. */
  readonly restatementDays: number;
  /** Days after its end until a day's figures are no longer pending. */
  readonly settlingDays: number;
}

/** Immutable files of events, listed by the end of their window. */
export interface LogSource extends SourceBase {
  readonly kind: 'log';
  readonly eventType: string;
  readonly retentionDays: number;
  /** Hours from an event until its file is there, at the 99th percentile. */
  readonly deliveryLagHours: number;
}

/** A list of things, read anew each time or down to what is known. */
export interface ListSource extends SourceBase {
  readonly kind: 'list';
  /** Table of what each version of the list added and removed, for a list that comes in versions. */
  readonly changes?: Table;
}

export type Source = DaySource | LogSource | ListSource;

/** Where upstream is and what it is asked with. */
export interface Upstream {
  /** @default https://api.chatgpt.com/v1 */
  readonly apiBase: string;
  /** @default https://openai.com */
  readonly rangesBase: string;
  readonly analyticsKey?: string;
  readonly complianceKey?: string;
  /** Whether to keep to upstream's published rates; off only against a simulator. @default true */
  readonly paced: boolean;
}
