import type { Account } from '../account/account.ts';
import type { Company } from '../company/company.ts';
import type { TaskBoard } from '../company/tasks.ts';
import type { FaultName } from '../faults.ts';
import type { MovedTasks } from '../inventory/moved-tasks.ts';
import type { LogArchive } from '../logs/log-archive.ts';
import type { RangeHistories } from '../ranges/range-histories.ts';

/** What a route may look at. Nothing else is shared between requests. */
export interface World {
  readonly company: Company;
  /** The simulated moment, Unix milliseconds. */
  now(): number;
  has(fault: FaultName): boolean;
  readonly account: Account;
  readonly logs: LogArchive;
  readonly tasks: TaskBoard;
  readonly moved: MovedTasks;
  readonly ranges: RangeHistories;
  /** How often this has been called with the name, this time included. */
  count(what: string): number;
  /** The number first given with the name. */
  firstSeen(what: string, number: number): number;
  /** Where signed downloads are served from, without a trailing slash. */
  downloadBase(): string;
}
