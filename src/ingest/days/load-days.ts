import { rm } from 'node:fs/promises';
import { stage } from '../../lake/parse/stage.ts';
import type { StagedFile } from '../../lake/parse/staged-file.ts';
import { type CanonicalRecords, saveRecords } from '../../lake/write/canonical-records.ts';
import { putRaw } from '../../lake/write/put-raw.ts';
import { type EtagSnapshot, replaceDays, rowsOfDay } from '../../lake/write/replace-days.ts';
import { type KnownDay, ledgerRow, writeDayLedger } from '../../ledger/day-ledger.ts';
import { dayTotals, readTotals } from '../../ledger/day-totals.ts';
import { writeRejects } from '../../ledger/rejected-records.ts';
import { type Restatement, restatementOf } from '../../ledger/restatement.ts';
import { countFallback, countUnit, type RunCounters } from '../../ledger/run-counters.ts';
import type { DaySource } from '../../sources/source.ts';
import type { Stream } from '../../sources/stream.ts';
import { objectKey, rawKey } from '../../tables/layout.ts';
import { addDays, type Day, startOf } from '../../tables/utc-day.ts';
import { HOLD_POLICY, holdReason } from '../hold-policy.ts';
import type { Run } from '../run.ts';
import { stageOptions } from '../stage-options.ts';

/** A day as upstream answered, beside what the ledger knows of it. */
export interface AnsweredDay {
  readonly day: Day;
  readonly records: CanonicalRecords;
  readonly known?: KnownDay;
  readonly bytes: number;
  /** Why the answer is none. */
  readonly refused?: string;
}

/** Loads the days that changed, oldest first: originals, tables, what was set aside, and the ledger last. */
export async function loadDays(
  run: Run,
  stream: Stream<DaySource>,
  answered: readonly AnsweredDay[],
  etags: EtagSnapshot,
  counters: RunCounters,
): Promise<void> {
  const { tables } = stream.source.record;
  const changed = answered.filter(({ records, known }) => known?.latest.contentHash !== records.hash);
  const originals = await storeOriginals(run, stream, changed);
  await using staged = await stage(
    run.lake,
    stream.source.record,
    originals.map(({ file, answer }) => ({ path: file, unit: answer.day })),
    { ...stageOptions(stream), now: run.now() },
  );
  const byPath = new Map(staged.files.map((file) => [file.path, file]));
  const assessed: AssessedAnswer[] = [];
  for (const original of originals) {
    const before = await rowsBefore(run, stream, original.answer, etags);
    assessed.push(assess(run, original, byPath.get(original.file), before));
  }
  const landing = assessed.filter(({ hold }) => hold === undefined).map(({ answer }) => answer.day);
  for (const table of tables) await replaceDays(run.lake, table, staged, landing, stream.scopeId, etags);
  const totals = await dayTotals(run.lake, staged, tables[0]);

  countFallback(counters, staged.fallback);
  for (const { answer, file, read, hold } of assessed) {
    countUnit(counters, hold === undefined, answer.bytes, read);
    await rm(file, { force: true });
  }
  await writeRejects(
    run,
    stream,
    assessed.map(({ answer, key, read }) => ({ rawKey: key, day: answer.day, rejects: read?.rejects ?? [] })),
  );
  const rows = assessed.map(({ answer: { day, records, known, refused }, key, read, hold, isQuarantined }) =>
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
      totals: totals.get(day) ?? null,
      previousTotals: known?.landed?.row.figures ?? null,
    }),
  );
  counters.restated.push(...restatements(run, stream, assessed, totals));
  await writeDayLedger(run, [...rows, ...confirmations(run, stream, answered, counters)]);
}

/** An answer whose original is stored. */
interface StoredAnswer {
  readonly answer: AnsweredDay;
  readonly key: string;
  readonly file: string;
}

interface AssessedAnswer extends StoredAnswer {
  readonly read: StagedFile | undefined;
  /** Why it does not replace what is there. */
  readonly hold: string | undefined;
  readonly isQuarantined: boolean;
}

/** Rows a day has: by the ledger or, where that knows nothing of it, by the table. What was lost is not nothing. */
async function rowsBefore(
  { lake }: Run,
  { source, scopeId }: Stream<DaySource>,
  { day, known }: AnsweredDay,
  etags: EtagSnapshot,
): Promise<number> {
  if (known !== undefined) return known.landed?.rows ?? 0;
  const [table] = source.record.tables;
  const key = objectKey(table, day, scopeId);
  return etags.has(key) ? rowsOfDay(lake, table, key, day) : 0;
}

function assess(
  run: Run,
  stored: StoredAnswer,
  read: StagedFile | undefined,
  before: number,
): AssessedAnswer {
  const { refused = read?.refused } = stored.answer;
  const hold = refused ?? holdReason(read?.rows ?? 0, before, run.holdPolicy);
  return { ...stored, read, hold, isQuarantined: refused !== undefined };
}

/** Days that were final and moved. A day that is still pending grows with every pull, which is no restatement. */
function restatements(
  run: Run,
  { source }: Stream,
  assessed: readonly AssessedAnswer[],
  totals: ReadonlyMap<Day, unknown>,
): Restatement[] {
  const { restatementShare } = run.holdPolicy ?? HOLD_POLICY;
  const { keyFigures = [] } = source.record.tables[0];
  return assessed.flatMap(({ answer: { day, known }, hold }) => {
    const [before, after] = [known?.landed?.totals, readTotals(totals.get(day))];
    if (hold !== undefined || known?.landed?.settled !== true || !before || !after) return [];
    return (
      restatementOf(day, known.latest.revision + 1, keyFigures, { before, after }, restatementShare) ?? []
    );
  });
}

/** Whether a day's figures are no longer pending. */
export function isSettled(run: Pick<Run, 'now'>, source: DaySource, day: Day): boolean {
  return run.now().getTime() >= startOf(addDays(day, 1 + source.settlingDays));
}

async function storeOriginals(
  run: Run,
  { source, scopeId }: Stream,
  days: readonly AnsweredDay[],
): Promise<StoredAnswer[]> {
  const originals: StoredAnswer[] = [];
  for (const answer of days) {
    const { records, day } = answer;
    const file = await saveRecords(run.lake, records);
    const key = rawKey('raw', { source: source.name, scope: scopeId, day, name: records.hash });
    if (records.rows > 0) await putRaw(run.lake, key, file);
    originals.push({ answer, key, file });
  }
  return originals;
}

/** Days that did not change since they were pending: their row says from now on that they are final. Written once. */
function confirmations(
  run: Run,
  { source }: Stream<DaySource>,
  answered: readonly AnsweredDay[],
  counters: RunCounters,
) {
  const unchanged = answered.flatMap(({ day, records, known, refused }) =>
    known?.latest.contentHash === records.hash ? [{ day, latest: known.latest, refused }] : [],
  );
  const confirmed = unchanged.filter(
    ({ day, latest, refused }) => refused === undefined && !latest.settled && isSettled(run, source, day),
  );
  counters.landed += confirmed.length;
  counters.stillNotLanded += unchanged.filter(({ latest }) => latest.state !== 'landed').length;
  return confirmed.map(({ latest }) => ({
    ...latest.row,
    settled: true,
    pulled_at: run.now().toISOString(),
  }));
}
