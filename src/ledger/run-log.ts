import { type Run, type RunCounters, type Stream, streamName } from '../ingest/run.ts';
import type { Row } from '../lake/engine/duckdb.ts';
import { isoOf } from '../lake/iso-of.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { objectKey } from '../lake/layout.ts';
import { readSystemRows, writeSystemRows } from '../lake/write/system-tables.ts';
import { runs } from '../tables/system-tables.ts';
import { type Day, dayOf } from '../tables/utc-day.ts';

export type Outcome = 'done' | 'out of time' | 'failed' | 'not configured';

/** Whether the stream is due for its daily look at everything upstream keeps. A run of some days only is no such look. */
export async function isFullDue(run: Run, stream: Stream): Promise<boolean> {
  if (run.since !== undefined || run.until !== undefined) return false;
  if (run.full !== undefined) return run.full;
  const rows = await runsOfToday(run, stream);
  return !rows.some((row) => row.full === true && row.outcome === 'done');
}

function runsOfToday(run: Run, stream: Stream): Promise<Row[]> {
  const key = objectKey(runs, dayOf(run.now()), streamName(stream));
  return readSystemRows(run.lake, runs, [key]);
}

/** When runs of the stream that came to their end on one of the days began, in milliseconds, and whether they looked at everything. */
export async function completedRuns(
  lake: ReadableLake,
  stream: Stream,
  days: readonly Day[],
): Promise<{ readonly at: number; readonly endedAt: number; readonly full: boolean }[]> {
  const rows = await readSystemRows(
    lake,
    runs,
    days.map((day) => objectKey(runs, day, streamName(stream))),
  );
  return rows
    .filter(({ outcome }) => outcome === 'done')
    .map((row) => ({
      at: Date.parse(isoOf(row.started_at)),
      endedAt: Date.parse(isoOf(row.finished_at)),
      full: row.full === true,
    }));
}

/** Writes the run's row, unless the run was an ordinary one that found nothing to do: then nothing at all is written. */
export async function logRun(
  run: Run,
  stream: Stream,
  startedAt: Date,
  outcome: Outcome,
  counters: RunCounters,
): Promise<void> {
  const quiet =
    outcome === 'done' && counters.landed + counters.held === 0 && (!counters.full || run.full === true);
  if (quiet) return;
  // Said once a day, not once a run.
  if (outcome === 'not configured' && (await runsOfToday(run, stream)).some((row) => row.outcome === outcome))
    return;
  await writeSystemRows(run.lake, runs, streamName(stream), [
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
      held: counters.held,
      rows: counters.rows,
      bytes: counters.bytes,
      rejects: counters.rejects,
      unknown_fields: counters.unknownFields,
    },
  ]);
}
