import type { Row } from '../lake/engine/duckdb.ts';
import { isoOf } from '../lake/iso-of.ts';
import type { ReadableLake } from '../lake/lake.ts';
import type { Stream } from '../sources/stream.ts';
import { runs } from '../tables/system-tables.ts';
import { addDays, type Day, dayOf } from '../tables/utc-day.ts';
import { readLedger, writeLedger } from './ledger-objects.ts';
import type { RunContext } from './run-context.ts';
import type { RunCounters } from './run-counters.ts';

export type Outcome = 'done' | 'out of time' | 'cancelled' | 'failed' | 'not configured';

/** Whether the stream is due for its daily look at everything upstream keeps. A run of some days only is no such look. */
export async function isFullDue(run: RunContext, stream: Stream): Promise<boolean> {
  if (run.since !== undefined || run.until !== undefined) return false;
  if (run.full !== undefined) return run.full;
  const rows = await runsOn(run.lake, stream, [dayOf(run.now())]);
  return !rows.some((row) => row.full === true && row.outcome === 'done');
}

/** Whether the latest run of the stream, of today or yesterday, had a key to read with; true when none tells. */
export async function isConfigured(lake: ReadableLake, stream: Stream, now: Date): Promise<boolean> {
  const rows = await runsOn(lake, stream, [addDays(dayOf(now), -1), dayOf(now)]);
  return rows.at(-1)?.outcome !== 'not configured';
}

/** When runs of the stream that came to their end on one of the days began, in milliseconds, and whether they looked at everything. */
export async function completedRuns(
  lake: ReadableLake,
  stream: Stream,
  days: readonly Day[],
): Promise<{ readonly at: number; readonly endedAt: number; readonly full: boolean }[]> {
  const rows = await runsOn(lake, stream, days);
  return rows
    .filter(({ outcome }) => outcome === 'done')
    .map((row) => ({
      at: Date.parse(isoOf(row.started_at)),
      endedAt: Date.parse(isoOf(row.finished_at)),
      full: row.full === true,
    }));
}

function runsOn(lake: ReadableLake, stream: Stream, days: readonly Day[]): Promise<Row[]> {
  return readLedger(lake, runs, stream, days);
}

/** Writes the run's row, unless the run was an ordinary one that found nothing to do: then nothing at all is written. */
export async function logRun(
  run: RunContext,
  stream: Stream,
  startedAt: Date,
  outcome: Outcome,
  counters: RunCounters,
): Promise<void> {
  const isQuiet =
    outcome === 'done' && counters.landed + counters.notLanded === 0 && (!counters.full || run.full === true);
  if (isQuiet) return;
  if (outcome === 'not configured') {
    // Said once a day, not once a run.
    const today = await runsOn(run.lake, stream, [dayOf(run.now())]);
    if (today.some((row) => row.outcome === outcome)) return;
  }
  await writeLedger(run, runs, [
    {
      run_id: run.id,
      source: stream.source.name,
      scope_id: stream.scopeId,
      started_at: startedAt.toISOString(),
      finished_at: run.now().toISOString(),
      full: counters.full,
      outcome,
      reason: counters.reason ?? null,
      landed: counters.landed,
      held: counters.notLanded,
      rows: counters.rows,
      bytes: counters.bytes,
      rejects: counters.rejects,
      unknown_fields: counters.unknownFields,
    },
  ]);
}
