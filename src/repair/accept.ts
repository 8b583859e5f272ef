import { updateCoverage } from '../coverage/coverage.ts';
import type { UnlandedUnit } from '../coverage/unlanded.ts';
import { dayTotals } from '../ingest/days/day-totals.ts';
import { mergeList } from '../ingest/lists/ingest-list.ts';
import { previousSnapshot, writeSnapshotDiff } from '../ingest/lists/snapshot-diff.ts';
import { isOf, type Stream } from '../ingest/run.ts';
import type { Lake } from '../lake/lake.ts';
import type { Staged } from '../lake/parse/stage.ts';
import { replacePartitions, snapshotEtags } from '../lake/write/replace-partitions.ts';
import { readDayLedger, writeDayLedger } from '../ledger/day-ledger.ts';
import { readFileLedger, writeFileLedger } from '../ledger/file-ledger.ts';
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
  const name = `${stream.source.name}/${stream.scopeId}/${day}`;
  const { tables } = stream.source.record;
  const before = await snapshotEtags(lake, tables, day);
  const latest = (await readDayLedger(lake, stream, [day])).get(day)?.latest;
  if (latest === undefined) throw new NotAcceptable(`${name}: nothing was read of it`);
  if (latest.state === 'landed') throw new NotAcceptable(`${name}: nothing of it is held`);
  const original = { rawKey: latest.row.raw_key == null ? null : String(latest.row.raw_key), unit: day };
  const version = String(Object(latest.figures).version ?? '');
  const take = async (staged: Staged) => {
    const [read] = staged.files;
    if (read?.refused !== undefined) throw new NotAcceptable(`${name}: ${read.refused}`);
    let figures: unknown = { ...Object(latest.figures), rows: read?.rows ?? 0 };
    if (isOf(stream, 'days')) {
      for (const table of tables) await replacePartitions(lake, table, staged, [day], stream.scopeId, before);
      figures = (await dayTotals(lake, staged, tables[0])).get(day) ?? null;
    } else {
      if (isOf(stream, 'list') && stream.source.changes !== undefined) {
        const run = { lake, now: () => now };
        await writeSnapshotDiff(run, stream, staged, version, await previousSnapshot(run, stream));
      }
      await mergeList(lake, stream, staged);
    }
    await writeDayLedger(lake, stream, [
      {
        ...latest.row,
        state: 'landed',
        reason: `accepted: ${latest.row.reason}`,
        rows: read?.rows ?? 0,
        figures,
      },
    ]);
  };
  await withOriginals(lake, stream, [isOf(stream, 'list') ? { ...original, unit: '' } : original], take, {
    day,
    version,
  });
  await updateCoverage(lake, stream, now, { days: [day] });
}

/**
 * Takes it that a log file upstream listed is gone for good: it stays in the ledger as lost, and asks for nobody any more. Throws
 * `NotAcceptable` when it has come back meanwhile.
 */
export async function acceptLoss(lake: Lake, stream: Stream, { id, day }: UnlandedUnit): Promise<void> {
  const rows = await readFileLedger(lake, stream, [day]);
  const gone = rows.filter(({ log_file_id, state }) => log_file_id === id && state === 'gone');
  if (gone.length === 0) throw new NotAcceptable(`${id}: is not gone any more`);
  await writeFileLedger(
    lake,
    stream,
    gone.map((row) => ({ ...row, state: 'lost', reason: `accepted: ${row.reason}` })),
  );
}
