import { sha256OfBytes } from '../../lake/sha256.ts';
import { WriteConflict } from '../../lake/store/object-store.ts';
import { canonicalRecords } from '../../lake/write/canonical-records.ts';
import { snapshotEtags } from '../../lake/write/replace-partitions.ts';
import { daysInLedger, type KnownDay, readDayLedger } from '../../ledger/day-ledger.ts';
import { isFullDue } from '../../ledger/run-log.ts';
import { readDays } from '../../sources/analytics/client.ts';
import type { DaySource } from '../../sources/source.ts';
import { addDays, type Day, dayOf, daysFrom } from '../../tables/utc-day.ts';
import { batches } from '../batches.ts';
import type { Run, RunCounters, Stream } from '../run.ts';
import { type AnsweredDay, isSettled, loadDays } from './load-days.ts';
import { readDayByDay } from './read-day-by-day.ts';

const BATCH = { items: 31, bytes: 64 * 1024 * 1024, ms: 60_000 };
const MOST_RACES = 5;

/**
 * Reconciles figures by day: the latest days, which may be restated, and every day upstream remembers that the ledger does
 * not have for good.
 */
export async function ingestDays(run: Run, stream: Stream<DaySource>, counters: RunCounters): Promise<void> {
  counters.full = await isFullDue(run, stream);
  for (let race = 0; ; race++) {
    try {
      return await collectOnce(run, stream, counters);
    } catch (error) {
      // Another collector wrote one of the days meanwhile: look again at what is there, and ask upstream again.
      if (!(error instanceof WriteConflict) || race === MOST_RACES) throw error;
    }
  }
}

async function collectOnce(run: Run, stream: Stream<DaySource>, counters: RunCounters): Promise<void> {
  const { wanted, known } = await wantedDays(run, stream, counters.full);
  run.report({ is: 'planned', stream, units: wanted.length });
  const first = wanted[0];
  if (first === undefined) return;
  const before = await snapshotEtags(run.lake, stream.source.record.tables, first);
  for (const { since, until } of ranges(wanted)) {
    const answered = answeredDays(run, stream, since, until, known);
    for await (const batch of batches(answered, BATCH)) await loadDays(run, stream, batch, before, counters);
  }
}

async function* answeredDays(
  run: Run,
  stream: Stream<DaySource>,
  since: Day,
  until: Day,
  ledger: ReadonlyMap<Day, KnownDay>,
): AsyncIterable<AnsweredDay> {
  const read = (from: Day, to: Day) =>
    readDays(run.http, run.upstream, stream.source, stream.scopeId, from, to);
  for await (const { day, rows, refused } of readDayByDay(read, since, until)) {
    run.deadline.require();
    // The same refusal again is nothing new, as the same rows are not.
    const records = {
      ...canonicalRecords(rows),
      ...(refused !== undefined && { hash: sha256OfBytes(refused) }),
    };
    const known = ledger.get(day);
    run.report({ is: 'read', stream, units: 1, bytes: records.bytes });
    yield { day, records, bytes: records.bytes, ...(known && { known }), ...(refused && { refused }) };
  }
}

async function wantedDays(run: Run, stream: Stream<DaySource>, full: boolean) {
  const { source } = stream;
  const today = dayOf(run.now());
  const until = run.until ?? addDays(today, 1);
  const oldest = addDays(today, 1 - source.retentionDays);
  const since = run.since !== undefined && run.since > oldest ? run.since : oldest;
  const recent = addDays(today, 1 - source.restatementDays);
  const inLedger = new Set(await daysInLedger(run.lake, stream, since));
  const all = daysFrom(since, until);
  const toRead = all.filter((day) => inLedger.has(day) && (full || run.since !== undefined || day >= recent));
  const known = await readDayLedger(run.lake, stream, toRead);
  const wanted = all.filter((day) => {
    if (day >= recent || run.since !== undefined || run.full === true || !inLedger.has(day)) return true;
    const latest = known.get(day)?.latest;
    return latest !== undefined && !latest.settled && isSettled(run, source, day);
  });
  return { wanted, known };
}

/** Neighbouring days as ranges, so that one question covers them. */
function ranges(days: readonly Day[]): { since: Day; until: Day }[] {
  const found: { since: Day; until: Day }[] = [];
  for (const day of days) {
    const last = found.at(-1);
    if (last?.until === day) last.until = addDays(day, 1);
    else found.push({ since: day, until: addDays(day, 1) });
  }
  return found;
}
