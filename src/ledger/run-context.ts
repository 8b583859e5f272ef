import type { Lake } from '../lake/lake.ts';
import type { Day } from '../tables/utc-day.ts';
import type { LedgerWriter } from './ledger-objects.ts';

/** What the ledger has to know of the run that writes in it. */
export interface RunContext extends LedgerWriter {
  readonly id: string;
  readonly lake: Lake;
  /** The clock is an argument, so that the same run can be had again. */
  readonly now: () => Date;
  /** Look at everything upstream keeps, and try again what was quarantined; by default once a day, without the latter. */
  readonly full?: boolean;
  /** Only these days: from `since` until before `until`. */
  readonly since?: Day;
  readonly until?: Day;
}
