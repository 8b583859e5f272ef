import type { Deadline } from '../deadline/deadline.ts';
import type { HttpClient } from '../http/http-client.ts';
import type { RunContext } from '../ledger/run-context.ts';
import type { RunCounters } from '../ledger/run-counters.ts';
import type { Upstream } from '../sources/source.ts';
import type { Stream } from '../sources/stream.ts';
import type { HoldPolicy } from './hold-policy.ts';

/** What a reconciliation works with. Clock and window are arguments, so that the same run can be had again. */
export interface Run extends RunContext {
  readonly http: HttpClient;
  readonly upstream: Upstream;
  readonly deadline: Deadline;
  /** Keys upstream refuses while it takes the one before. @default none are looked for */
  readonly refusedKeys?: ReadonlySet<string>;
  readonly report: (event: ProgressEvent) => void;
  /** @default `HOLD_POLICY` */
  readonly holdPolicy?: HoldPolicy;
  /** Only these log files, by id. */
  readonly only?: ReadonlySet<string>;
}

export type ProgressEvent =
  | { readonly is: 'started'; readonly stream: Stream }
  | { readonly is: 'planned'; readonly stream: Stream; readonly units: number }
  | { readonly is: 'read'; readonly stream: Stream; readonly units: number; readonly bytes: number }
  | { readonly is: 'waiting'; readonly why: string }
  | { readonly is: 'ended'; readonly stream: Stream; readonly counters: RunCounters };
