import { updateCoverages } from '../coverage/coverage.ts';
import { pull } from '../ingest/pull.ts';
import type { Run } from '../ingest/run.ts';
import { readRevisions } from '../ledger/day-ledger.ts';
import { writeRejects } from '../ledger/rejected-records.ts';
import type { Stream } from '../sources/stream.ts';
import type { Table } from '../tables/define-table.ts';
import { daysOfKey } from '../tables/layout.ts';
import { rangesOfDays } from '../tables/spans.ts';
import { coverage, JOURNALED, ledgerDays, ledgerFiles, rejectedRecords } from '../tables/system-tables.ts';
import { type Day, dayOf, daysFrom } from '../tables/utc-day.ts';
import { assessAnew } from './assess-anew.ts';
import { findOriginals } from './find-originals.ts';
import { putEmpty } from './mend-table.ts';
import { withOriginals } from './read-originals.ts';
import { rebuildLedger } from './rebuild-ledger.ts';
import { restoreLedger } from './restore-ledger.ts';

/** What became of a damaged object: why it could not be mended, or what is gone although it was. */
export interface Mending {
  readonly problem?: string;
  readonly loss?: string;
}

/**
 * Makes a damaged object of the lake's own tables anew: the ledger from its journal, and where that does not know something from upstream
 * and originals, coverage from the ledger, rejects from originals. Nothing else has what syncs said of themselves: an object without
 * rows takes its place. The run's lake hides the damaged one.
 */
export async function mendSystemObject(
  run: Run,
  streams: readonly Stream[],
  table: Table,
  key: string,
): Promise<Mending> {
  const range = daysOfKey(key, table);
  // Of days to come nothing is known.
  const days =
    range === undefined ? [] : daysFrom(range.since, range.until).filter((day) => day <= dayOf(run.now()));
  if (table === coverage) {
    await assessAnew(run.lake, streams, run.now(), days);
    return {};
  }
  if (JOURNALED.includes(table)) await rebuildLedger(run.lake, { isAsked: (one) => one === key });
  if (table === ledgerFiles || table === ledgerDays) {
    const of = streams.filter(({ source }) => (source.kind === 'log') === (table === ledgerFiles));
    const problems: string[] = [];
    for (const stream of of) problems.push(...(await reconcile(run, stream, days)));
    await updateCoverages(
      run.lake,
      of.map((stream) => ({ stream, days })),
      run.now(),
    );
    const [problem] = problems;
    if (problem !== undefined) return { problem };
    if ((await run.lake.store.head(key)) !== undefined) return {};
    await putEmpty(run.lake, table, key);
    return { loss: 'neither upstream nor an original has anything of those days' };
  }
  if (table === rejectedRecords) {
    for (const stream of streams) await rejectAnew(run, stream, days);
    if ((await run.lake.store.head(key)) === undefined) await putEmpty(run.lake, table, key);
    return {};
  }
  if ((await run.lake.store.head(key)) !== undefined) return {};
  await putEmpty(run.lake, table, key);
  return { loss: `its rows are gone, as nothing else has them` };
}

/**
 * Of logs upstream is asked first, as it tells more of a file than the file itself. Of figures and lists the originals come first:
 * from then on the ledger knows what was there, and an emptier answer is held.
 */
async function reconcile(run: Run, stream: Stream, days: readonly Day[]): Promise<string[]> {
  const { kind } = stream.source;
  if (kind === 'log') await ask(run, stream, days);
  const problems = new Map<Day, string>();
  for (const day of days) {
    const problem = await restoreLedger(run, stream, day);
    if (problem !== undefined) problems.set(day, problem);
  }
  if (kind !== 'log') {
    const known = new Set((await readRevisions(run.lake, stream, days)).map(({ day }) => day));
    await ask(
      run,
      stream,
      days.filter((day) => known.has(day) && !problems.has(day)),
    );
  }
  return [...problems.values()];
}

/** A list has no past to be asked of. */
async function ask(run: Run, stream: Stream, days: readonly Day[]): Promise<void> {
  if (stream.source.kind === 'list') {
    if (days.includes(dayOf(run.now()))) await pull(run, [stream]);
  } else for (const range of rangesOfDays(days)) await pull({ ...run, ...range }, [stream]);
}

async function rejectAnew(run: Run, stream: Stream, days: readonly Day[]): Promise<void> {
  const [from, to] = [days[0], days.at(-1)];
  if (from === undefined || to === undefined) return;
  for (const { key, name, day } of await findOriginals(run.lake, stream, from, to)) {
    const { kind } = stream.source;
    const unit = kind === 'log' ? name : kind === 'list' ? '' : day;
    await withOriginals(
      run.lake,
      stream,
      [{ rawKey: key, unit }],
      async ({ files }) => {
        const rejects = files.flatMap((file) => file.rejects);
        await writeRejects(run, stream, [{ rawKey: key, day, rejects }]);
      },
      { day, version: '' },
    );
  }
}
