import { rm } from 'node:fs/promises';
import { rawKey } from '../../lake/layout.ts';
import { isObject } from '../../lake/parse/fit-to-shape.ts';
import { type Staged, stage } from '../../lake/parse/stage.ts';
import { type Records, saveRecords } from '../../lake/write/canonical-records.ts';
import { putRaw } from '../../lake/write/put-raw.ts';
import { type Before, replacePartitions } from '../../lake/write/replace-partitions.ts';
import { type KnownDay, ledgerRow, writeDayLedger } from '../../ledger/day-ledger.ts';
import { writeRejects } from '../../ledger/rejected-records.ts';
import type { DaySource } from '../../sources/source.ts';
import { addDays, type Day, startOf } from '../../tables/utc-day.ts';
import { holdReason } from '../held.ts';
import { type Restatement, restatementOf, THRESHOLDS } from '../hold-policy.ts';
import { countUnit, type Run, type RunCounters, type Stream } from '../run.ts';
import { stageOptions } from '../stage-options.ts';
import { dayTotals } from './day-totals.ts';

/** A day as upstream answered, beside what the ledger knows of it. */
export interface AnsweredDay {
  readonly day: Day;
  readonly records: Records;
  readonly known?: KnownDay;
  readonly bytes: number;
  /** Why the answer is none. */
  readonly refused?: string;
}

/** Lands the days that changed, oldest first: originals, tables, what was set aside, and the ledger last. */
export async function loadDays(
  run: Run,
  stream: Stream<DaySource>,
  answered: readonly AnsweredDay[],
  before: Before,
  counters: RunCounters,
): Promise<void> {
  const changed = answered.filter(({ records, known }) => known?.latest.contentHash !== records.hash);
  const originals = await keepOriginals(run, stream, changed);
  const staged = await stageDays(run, stream, originals);
  const byPath = new Map(staged.files.map((file) => [file.path, file]));
  const judged = originals.map((original) => {
    const read = byPath.get(original.file);
    const rowsBefore = original.answer.known?.landed?.rows ?? 0;
    const refused = original.answer.refused ?? read?.refused;
    const hold = refused ?? holdReason(read?.rows ?? 0, rowsBefore, run.thresholds?.collapse);
    return { ...original, read, hold, isQuarantined: refused !== undefined };
  });
  const landing = judged.filter(({ hold }) => hold === undefined).map(({ answer }) => answer.day);
  for (const table of stream.source.record.tables) {
    await replacePartitions(run.lake, table, staged, landing, stream.scopeId, before);
  }
  const figures = await dayTotals(run.lake, staged, stream.source.record.tables[0]);

  for (const { answer, file, read, hold } of judged) {
    countUnit(counters, hold === undefined, answer.bytes, read);
    await rm(file, { force: true });
  }
  await writeRejects(
    run,
    stream,
    judged.map(({ answer, key, read }) => ({ rawKey: key, day: answer.day, rejects: read?.rejects ?? [] })),
  );
  const rows = judged.map(({ answer: { day, records, known, refused }, key, read, hold, isQuarantined }) =>
    ledgerRow(run, stream, {
      day,
      revision: (known?.latest.revision ?? 0) + 1,
      hold,
      isQuarantined,
      // What could not be read is asked for again.
      settled: refused === undefined && isSettled(run, stream.source, day),
      records,
      rawKey: key,
      read,
      figures: figures.get(day) ?? null,
      previousFigures: known?.landed?.figures ?? null,
    }),
  );
  counters.restated.push(...restatements(run, judged, figures));
  await writeDayLedger(run.lake, stream, [...rows, ...confirmations(run, stream, answered, counters)]);
}

/** Days that were final and moved. A day that is still pending grows with every pull, which is no restatement. */
function restatements(
  run: Run,
  judged: readonly { readonly answer: AnsweredDay; readonly hold: string | undefined }[],
  figures: ReadonlyMap<Day, unknown>,
): Restatement[] {
  const { restatement: share } = run.thresholds ?? THRESHOLDS;
  return judged.flatMap(({ answer: { day, known }, hold }) => {
    const [before, after] = [known?.landed?.figures, figures.get(day)];
    if (hold !== undefined || known?.landed?.settled !== true || !isObject(before) || !isObject(after))
      return [];
    return restatementOf(day, known.latest.revision + 1, { before, after }, share) ?? [];
  });
}

export function isSettled(run: Run, source: DaySource, day: Day): boolean {
  return run.now().getTime() >= startOf(addDays(day, 1 + source.settlingDays));
}

interface Original {
  readonly answer: AnsweredDay;
  readonly key: string;
  readonly file: string;
}

async function keepOriginals(
  run: Run,
  { source, scopeId }: Stream,
  days: readonly AnsweredDay[],
): Promise<Original[]> {
  const originals: Original[] = [];
  for (const answer of days) {
    const file = await saveRecords(run, answer.records);
    const key = rawKey('raw', {
      source: source.name,
      scope: scopeId,
      day: answer.day,
      name: answer.records.hash,
    });
    if (answer.records.rows > 0) await putRaw(run.lake, key, file);
    originals.push({ answer, key, file });
  }
  return originals;
}

function stageDays(run: Run, stream: Stream, originals: readonly Original[]): Promise<Staged> {
  const files = originals.map(({ file, answer }) => ({ path: file, unit: answer.day }));
  return stage(run.lake, stream.source.record, files, stageOptions(stream));
}

/** Days that did not change since they were pending: their row says from now on that they are final. Written once. */
function confirmations(
  run: Run,
  { source }: Stream<DaySource>,
  answered: readonly AnsweredDay[],
  counters: RunCounters,
) {
  const confirmed = answered.filter(
    ({ day, records, known, refused }) =>
      refused === undefined &&
      known?.latest.contentHash === records.hash &&
      !known.latest.settled &&
      isSettled(run, source, day),
  );
  counters.landed += confirmed.length;
  counters.standing += answered.filter(
    ({ records, known }) => known?.latest.contentHash === records.hash && known.latest.state !== 'landed',
  ).length;
  return confirmed.map(({ known }) => ({
    ...known?.latest.row,
    settled: true,
    pulled_at: run.now().toISOString(),
  }));
}
