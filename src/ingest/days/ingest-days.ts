import { WriteConflict } from '../../lake/store/object-store.ts';
import { retryOnConflict } from '../../lake/store/retry-on-conflict.ts';
import { sha256OfBytes } from '../../lake/store/sha256.ts';
import { canonicalRecords } from '../../lake/write/canonical-records.ts';
import { snapshotEtags } from '../../lake/write/replace-days.ts';
import { daysInLedger, type KnownDay, readDayLedger } from '../../ledger/day-ledger.ts';
import type { RunCounters } from '../../ledger/run-counters.ts';
import { isFullDue } from '../../ledger/run-log.ts';
import type { DaySource } from '../../sources/source.ts';
import type { Stream } from '../../sources/stream.ts';
import { rangesOfDays } from '../../tables/spans.ts';
import { addDays, type Day, dayOf, daysFrom } from '../../tables/utc-day.ts';
import { batches } from '../batches.ts';
import type { Run } from '../run.ts';
import { type AnsweredDay, isSettled, loadDays } from './load-days.ts';
import { readDayByDay } from './read-day-by-day.ts';

/** Days that share an object are written together where they come together. */
const BATCH = { items: 100, bytes: 64 * 1024 * 1024, ms: 60_000 };

/**
 * Reconciles figures by day: the restatement window, and every day upstream keeps that the ledger does not have for good.
 *
 * Protocol: the versions of the days' objects are noted (`snapshotEtags`), then upstream is asked, then each changed day is
 * written: its original, its objects, each on condition that it is still the version noted, and its ledger row last. Where
 * another run wrote a day meanwhile its answer may be newer, so all of it begins anew, upstream's answer included; days that
 * landed are found in the ledger then. A crash anywhere leaves days without a ledger row, which the next run does again.
 */
export async function ingestDays(run: Run, stream: Stream<DaySource>, counters: RunCounters): Promise<void> {
  counters.full = await isFullDue(run, stream);
  await retryOnConflict(async () => {
    try {
      await ingestOnce(run, stream, counters);
    } catch (error) {
      if (error instanceof WriteConflict) await run.batch?.write();
      throw error;
    }
  }, run.deadline);
}

async function ingestOnce(run: Run, stream: Stream<DaySource>, counters: RunCounters): Promise<void> {
  const { wanted, known } = await wantedDays(run, stream, counters.full);
  run.report({ is: 'planned', stream, units: wanted.length });
  const first = wanted[0];
  if (first === undefined) return;
  const etags = await snapshotEtags(run.lake, stream.source.record.tables, first);
  for (const { since, until } of rangesOfDays(wanted)) {
    const answered = answeredDays(run, stream, since, until, known);
    for await (const batch of batches(answered, BATCH)) await loadDays(run, stream, batch, etags, counters);
  }
}

async function* answeredDays(
  run: Run,
  stream: Stream<DaySource>,
  since: Day,
  until: Day,
  ledger: ReadonlyMap<Day, KnownDay>,
): AsyncIterable<AnsweredDay> {
  const read = (from: Day, to: Day) => stream.source.read({ ...run, ...stream, since: from, until: to });
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
  const inLedger = new Set(await daysInLedger(run.lake, stream, { since, until }));
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
