import { updateCoverage } from '../coverage/coverage.ts';
import { pull } from '../ingest/pull.ts';
import type { Run } from '../ingest/run.ts';
import { daysOf } from '../ledger/ledger-days.ts';
import { writeRejects } from '../ledger/rejected-records.ts';
import { sourceNamed } from '../sources/sources.ts';
import type { Stream } from '../sources/stream.ts';
import type { Table } from '../tables/define-table.ts';
import { dayOfKey, UNDATED } from '../tables/layout.ts';
import { coverage, ledgerDays, ledgerFiles, rejectedRecords } from '../tables/system-tables.ts';
import { addDays, type Day, dayOf } from '../tables/utc-day.ts';
import { findOriginals } from './find-originals.ts';
import { putEmpty } from './mend-table.ts';
import { withOriginals } from './read-originals.ts';
import { restoreLedger } from './restore-ledger.ts';

/** What became of a damaged object: why it could not be mended, or what is gone although it was. */
export interface Mending {
  readonly problem?: string;
  readonly loss?: string;
}

/**
 * Makes a damaged object of the lake's own tables anew: the ledger from upstream and originals, coverage from the ledger, rejects
 * from originals. Nothing else has what runs and syncs said of themselves: an object without rows takes its place. The run's
 * lake hides the damaged one.
 */
export async function mendSystemObject(run: Run, table: Table, key: string): Promise<Mending> {
  const stream = streamOf(key);
  const day = dayOfKey(key) ?? null;
  if (stream !== undefined && table === coverage) return assessAnew(run, stream);
  if (stream !== undefined && day !== null && (table === ledgerFiles || table === ledgerDays)) {
    const problem = await reconcileDay(run, stream, day);
    await updateCoverage(run.lake, stream, run.now(), { days: [day] });
    if ((await run.lake.store.head(key)) !== undefined) return {};
    if (problem !== undefined) return { problem };
    await putEmpty(run.lake, table, key);
    return { loss: 'neither upstream nor an original has anything of that day' };
  }
  if (stream !== undefined && day !== null && table === rejectedRecords) {
    await rejectAnew(run, stream, day);
    if ((await run.lake.store.head(key)) === undefined) await putEmpty(run.lake, table, key);
    return {};
  }
  await putEmpty(run.lake, table, key);
  return { loss: `its rows are gone, as nothing else has them` };
}

/** The stream an object of a shared table is of, by its name; see `streamName`. */
function streamOf(key: string): Stream | undefined {
  const name = key.slice(key.lastIndexOf('/') + 1, -'.parquet'.length);
  const cut = name.lastIndexOf('-');
  const source = sourceNamed(name.slice(cut + 1));
  return source && { source, scopeId: name.slice(0, cut) };
}

async function assessAnew(run: Run, stream: Stream): Promise<Mending> {
  const ledger = stream.source.kind === 'log' ? ledgerFiles : ledgerDays;
  const days = await daysOf(run.lake, ledger, stream, UNDATED);
  await updateCoverage(run.lake, stream, run.now(), { whole: true, days });
  return {};
}

/**
 * Of logs upstream is asked first, as it tells more of a file than the file itself. Of figures and lists the originals come first:
 * from then on the ledger knows what was there, and an emptier answer is held.
 */
async function reconcileDay(run: Run, stream: Stream, day: Day): Promise<string | undefined> {
  const isToday = day === dayOf(run.now());
  const ask = async () => {
    if (stream.source.kind === 'list' && !isToday) return;
    const days = stream.source.kind === 'list' ? {} : { since: day, until: addDays(day, 1) };
    await pull({ ...run, ...days }, [stream]);
  };
  if (stream.source.kind === 'log') {
    await ask();
    return restoreLedger(run, stream, day);
  }
  const problem = await restoreLedger(run, stream, day);
  if (problem === undefined || isToday) await ask();
  return problem;
}

async function rejectAnew(run: Run, stream: Stream, day: Day): Promise<void> {
  const unit = (name: string) =>
    stream.source.kind === 'log' ? name : stream.source.kind === 'list' ? '' : day;
  for (const { key, name } of await findOriginals(run.lake, stream, day, day)) {
    await withOriginals(
      run.lake,
      stream,
      [{ rawKey: key, unit: unit(name) }],
      async ({ files }) => {
        const rejects = files.flatMap((file) => file.rejects);
        await writeRejects(run, stream, [{ rawKey: key, day, rejects }]);
      },
      { day, version: '' },
    );
  }
}
