import { rm } from 'node:fs/promises';
import { identifier, literal } from '../../lake/engine/duckdb.ts';
import { columnList } from '../../lake/engine/parquet.ts';
import type { Lake } from '../../lake/lake.ts';
import { objectKey, rawKey } from '../../lake/layout.ts';
import { isObject } from '../../lake/parse/fit-to-shape.ts';
import { type Staged, stage } from '../../lake/parse/stage.ts';
import { canonicalRecords, saveRecords } from '../../lake/write/canonical-records.ts';
import { mergeLatest } from '../../lake/write/merge-latest.ts';
import { putRaw } from '../../lake/write/put-raw.ts';
import {
  daysInLedger,
  type KnownDay,
  ledgerRow,
  readDayLedger,
  writeDayLedger,
} from '../../ledger/day-ledger.ts';
import { writeRejects } from '../../ledger/rejected-records.ts';
import { isFullDue } from '../../ledger/run-log.ts';
import { readerOf } from '../../sources/list-readers.ts';
import type { ListSource } from '../../sources/source.ts';
import { addDays, dayOf } from '../../tables/utc-day.ts';
import { holdReason } from '../held.ts';
import { countUnit, type Run, type RunCounters, type Stream } from '../run.ts';
import { stageOptions } from '../stage-options.ts';
import { olderVersionReason, previousSnapshot, writeSnapshotDiff } from './snapshot-diff.ts';

/** How far back the latest pull of a list is looked for. */
const LOOKBACK_DAYS = 90;

/** Reconciles a list: reads it, and keeps the newest version of each thing in it. A list unchanged since today's last pull writes nothing. */
export async function ingestList(run: Run, stream: Stream<ListSource>, counters: RunCounters): Promise<void> {
  const { source, scopeId } = stream;
  counters.full = await isFullDue(run, stream);
  const today = dayOf(run.now());
  const pulled = await latestPull(run, stream);
  const latest = pulled?.latest;
  const figuresBefore = pulled?.landed?.figures ?? latest?.row.previous_figures ?? null;
  const incremental = source.record.tables[0].partitionBy !== null;
  const known =
    run.full === true || latest?.lastEvent == null
      ? undefined
      : Date.parse(`${latest.lastEvent.replace(' ', 'T')}Z`);
  run.report({ is: 'planned', stream, units: 1 });
  const answer = await readerOf(source)({ http: run.http, upstream: run.upstream, scopeId, known });
  if (incremental && answer.rows.length === 0) return;
  const records = canonicalRecords(answer.rows);
  run.report({ is: 'read', stream, units: 1, bytes: records.bytes });
  if (latest?.day === today && latest.contentHash === records.hash) {
    if (latest.state !== 'landed') counters.standing++;
    return;
  }

  const file = await saveRecords(run, records);
  const key = rawKey('raw', { source: source.name, scope: scopeId, day: today, name: records.hash });
  if (records.rows > 0) await putRaw(run.lake, key, file);
  const staged = await stage(
    run.lake,
    source.record,
    [{ path: file, unit: '' }],
    stageOptions(stream, { day: today, version: answer.version ?? '' }),
  );
  const [read] = staged.files;
  await rm(file, { force: true });
  const before = source.changes && (await previousSnapshot(run, stream));
  const hold =
    read?.refused ??
    (incremental
      ? undefined
      : holdReason(read?.rows ?? 0, rowsIn(figuresBefore), run.thresholds?.collapse)) ??
    (before && olderVersionReason(answer.version, before));
  if (hold === undefined) {
    // Before the list: once that is merged, what it was before can no longer be told.
    if (before !== undefined) await writeSnapshotDiff(run, stream, staged, answer.version ?? '', before);
    await mergeList(run.lake, stream, staged);
  }
  await writeRejects(run, stream, [{ rawKey: key, day: today, rejects: read?.rejects ?? [] }]);
  const row = ledgerRow(run, stream, {
    day: today,
    revision: latest?.day === today ? latest.revision + 1 : 1,
    hold,
    isQuarantined: read?.refused !== undefined,
    settled: true,
    records,
    rawKey: key,
    read,
    // The version is not among the records, and the list is made again from these.
    figures: { rows: read?.rows ?? 0, ...(answer.version !== undefined && { version: answer.version }) },
    previousFigures: figuresBefore,
    lastEvent: await latestChange(run, source, staged),
  });
  await writeDayLedger(run.lake, stream, [row]);
  countUnit(counters, hold === undefined, records.bytes, read);
}

async function latestPull(run: Run, stream: Stream): Promise<KnownDay | undefined> {
  const days = await daysInLedger(run.lake, stream, addDays(dayOf(run.now()), -LOOKBACK_DAYS));
  const known = await readDayLedger(run.lake, stream, days.slice(-1));
  return known.get(days.at(-1) ?? '');
}

/** Keeps the newest version of each thing of the staged list. */
export async function mergeList(lake: Lake, { source, scopeId }: Stream, staged: Staged): Promise<void> {
  for (const table of source.record.tables) {
    const all = staged.rows(table);
    for (const { dt } of await lake.duckdb.rows(`SELECT DISTINCT dt FROM ${all} ORDER BY dt`)) {
      const day = dt === null ? null : String(dt);
      const rows = `SELECT ${columnList(table)} FROM ${all} WHERE dt IS NOT DISTINCT FROM ${day === null ? 'NULL' : literal(day)}`;
      await mergeLatest(lake, table, objectKey(table, day, scopeId), rows);
    }
  }
}

/** Latest change among the staged rows, where the list says when things changed. */
async function latestChange({ lake }: Run, { record }: ListSource, staged: Staged): Promise<string | null> {
  const [table] = record.tables;
  if (table.merge.how !== 'newest' || table.columns[table.merge.version]?.kind !== 'timestamp') return null;
  const [row] = await lake.duckdb.rows(
    `SELECT strftime(max(${identifier(table.merge.version)})::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%gZ') AS latest FROM ${staged.rows(table)}`,
  );
  return row?.latest == null ? null : String(row.latest);
}

function rowsIn(figures: unknown): number {
  return isObject(figures) ? Number(figures.rows ?? 0) : 0;
}
