import type { Difference } from '../lake/engine/row-difference.ts';
import type { Day } from '../tables/utc-day.ts';

/** What a table of a rebuild's item should be, and how far it was from that. */
export interface Rebuilt extends Difference {
  readonly table: string;
  readonly day: Day | null;
  readonly scopeId: string | null;
}
