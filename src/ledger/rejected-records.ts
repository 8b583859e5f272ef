import type { Reject } from '../lake/parse/tolerant-read.ts';
import type { Stream } from '../sources/stream.ts';
import { rejectedRecords } from '../tables/system-tables.ts';
import type { Day } from '../tables/utc-day.ts';
import { writeLedger } from './ledger-objects.ts';
import type { RunContext } from './run-context.ts';

/** Where records were set aside: the original, and the day it is of. */
export interface RejectedIn {
  readonly rawKey: string;
  readonly day: Day;
  readonly rejects: readonly Reject[];
}

export async function writeRejects(
  run: RunContext,
  stream: Stream,
  originals: readonly RejectedIn[],
): Promise<void> {
  const rows = originals.flatMap(({ rawKey, day, rejects }) =>
    rejects.map((reject) => ({
      ...reject,
      source: stream.source.name,
      scope_id: stream.scopeId,
      day,
      raw_key: rawKey,
      pulled_at: run.now().toISOString(),
    })),
  );
  await writeLedger(run, rejectedRecords, rows);
}
