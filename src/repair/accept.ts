import { updateCoverage } from '../coverage/coverage.ts';
import { type UnlandedUnit, unitId } from '../coverage/unlanded.ts';
import { previousVersion, writeVersionDiff } from '../ingest/lists/version-diff.ts';
import type { Lake } from '../lake/lake.ts';
import type { Staged } from '../lake/parse/stage.ts';
import { mergeStaged } from '../lake/write/merge-staged.ts';
import { replaceDays, snapshotEtags } from '../lake/write/replace-days.ts';
import { type Revision, readDayLedger, writeDayLedger } from '../ledger/day-ledger.ts';
import { dayTotals } from '../ledger/day-totals.ts';
import { readFileLedger, writeFileLedger } from '../ledger/file-ledger.ts';
import { isOf, type Stream } from '../sources/stream.ts';
import type { Day } from '../tables/utc-day.ts';
import { withOriginals } from './read-originals.ts';

/** What upstream said last of a day cannot be taken into the tables; the message says why. */
export class NotAcceptable extends Error {
  override readonly name = 'NotAcceptable';
}

/**
 * Takes what upstream said last of a day into the tables, though it is emptier than what they have: a person has looked, and
 * says that it is right. The earlier revisions stay in the ledger and their originals in `raw/`. Throws `WriteConflict` when a
 * collector wrote the day meanwhile: then there may be nothing left to accept.
 */
export async function accept(lake: Lake, stream: Stream, day: Day, now: Date): Promise<void> {
  const { record } = stream.source;
  const etags = await snapshotEtags(lake, record.tables, day);
  const latest = await acceptable(lake, stream, day);
  const { rawKey, version, firstPulledAt: pulledAt } = latest;
  const take = async (staged: Staged) => {
    const [read] = staged.files;
    if (read?.refused !== undefined) throw new NotAcceptable(`${unitId(stream, day)}: ${read.refused}`);
    const rows = read?.rows ?? 0;
    let figures: unknown = { ...Object(latest.row.figures), rows };
    if (isOf(stream, 'days')) {
      for (const table of record.tables) await replaceDays(lake, table, staged, [day], stream.scopeId, etags);
      figures = (await dayTotals(lake, staged, record.tables[0])).get(day) ?? null;
    } else {
      if (isOf(stream, 'list') && stream.source.changes !== undefined) {
        const run = { lake, now: () => now };
        await writeVersionDiff(run, stream, staged, version, await previousVersion(run, stream));
      }
      await mergeStaged(lake, record, staged, stream.scopeId);
    }
    const reason = `accepted: ${latest.row.reason}`;
    await writeDayLedger({ lake, now: () => now }, [
      { ...latest.row, state: 'landed', reason, rows, figures },
    ]);
  };
  const unit = isOf(stream, 'list') ? '' : day;
  await withOriginals(lake, stream, [{ rawKey, unit, pulledAt }], take, { day, version });
  await updateCoverage(lake, stream, now, { days: [day] });
}

/** The latest revision of a day that did not land. */
async function acceptable(lake: Lake, stream: Stream, day: Day): Promise<Revision> {
  const latest = (await readDayLedger(lake, stream, [day])).get(day)?.latest;
  if (latest === undefined) throw new NotAcceptable(`${unitId(stream, day)}: nothing was read of it`);
  if (latest.state === 'landed') throw new NotAcceptable(`${unitId(stream, day)}: nothing of it is held`);
  return latest;
}

/**
 * Takes it that a log file upstream listed is gone for good: it stays in the ledger as lost, and asks for nobody any more. Throws
 * `NotAcceptable` when it has come back meanwhile.
 */
export async function acceptLoss(
  lake: Lake,
  stream: Stream,
  { id, day }: UnlandedUnit,
  now: Date,
): Promise<void> {
  const rows = await readFileLedger(lake, stream, [day]);
  const gone = rows.filter(
    ({ log_file_id, state }) => log_file_id === id && (state === 'gone' || state === 'unlisted'),
  );
  if (gone.length === 0) throw new NotAcceptable(`${id}: is not gone any more`);
  await writeFileLedger(
    { lake, now: () => now },
    gone.map((row) => ({ ...row, state: 'lost', reason: `accepted: ${row.reason}` })),
  );
}
