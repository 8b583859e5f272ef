import { identifier } from '../../lake/engine/duckdb.ts';
import { type Staged, stage } from '../../lake/parse/stage.ts';
import { mergeStaged } from '../../lake/write/merge-staged.ts';
import { putRaw } from '../../lake/write/put-raw.ts';
import { sortRecords } from '../../lake/write/sort-records.ts';
import {
  daysInLedger,
  type KnownDay,
  ledgerRow,
  readDayLedger,
  writeDayLedger,
} from '../../ledger/day-ledger.ts';
import { readTotals } from '../../ledger/day-totals.ts';
import { writeRejects } from '../../ledger/rejected-records.ts';
import { countFallback, countUnit, type RunCounters } from '../../ledger/run-counters.ts';
import { isFullDue } from '../../ledger/run-log.ts';
import type { ListSource } from '../../sources/source.ts';
import type { Stream } from '../../sources/stream.ts';
import { rawKey } from '../../tables/layout.ts';
import { addDays, dayOf } from '../../tables/utc-day.ts';
import { holdReason } from '../hold-policy.ts';
import type { Run } from '../run.ts';
import { stageOptions } from '../stage-options.ts';
import { previousVersion, versionHoldReason, writeVersionDiff } from './version-diff.ts';

/** How far back the latest pull of a list is looked for. */
const LOOKBACK_DAYS = 90;

/**
 * Reconciles a list: reads it, and keeps the latest version of each thing in it. A list unchanged since today's last pull writes
 * nothing.
 *
 * Protocol: the original first; what a new version adds and removes before the list is merged, as it could not be told after;
 * then the merge (an upsert, so doing it again changes nothing), rejects, and the ledger row last.
 */
export async function ingestList(run: Run, stream: Stream<ListSource>, counters: RunCounters): Promise<void> {
  const { source, scopeId } = stream;
  counters.full = await isFullDue(run, stream);
  const today = dayOf(run.now());
  const pulled = await latestPull(run, stream);
  const latest = pulled?.latest;
  const totalsBefore = pulled?.landed?.row.figures ?? latest?.row.previous_figures ?? null;
  const isIncremental = source.record.tables[0].partitionBy !== null;
  run.report({ is: 'planned', stream, units: 1 });
  const answer = await source.read({ ...run, ...stream, source, known: knownChange(run, pulled) });
  await using records = await sortRecords(run.lake, answer.pages);
  if (isIncremental && records.rows === 0) return;
  run.report({ is: 'read', stream, units: 1, bytes: records.bytes });
  if (latest?.day === today && latest.contentHash === records.hash) {
    if (latest.state !== 'landed') counters.stillNotLanded++;
    return;
  }

  const key = rawKey('raw', { source: source.name, scope: scopeId, day: today, name: records.hash });
  if (records.rows > 0) await putRaw(run.lake, key, records.file);
  const { version = '' } = answer;
  const options = { ...stageOptions(stream, { day: today, version }), now: run.now() };
  await using staged = await stage(run.lake, source.record, [{ path: records.file, unit: '' }], options);
  const [read] = staged.files;
  const rows = read?.rows ?? 0;
  const before = source.changes && (await previousVersion(run, stream));
  const hold =
    read?.refused ??
    (isIncremental ? undefined : holdReason(rows, readTotals(totalsBefore)?.rows ?? 0, run.holdPolicy)) ??
    (before && versionHoldReason(answer.version, before, run.now()));
  if (hold === undefined) {
    if (before !== undefined) await writeVersionDiff(run, stream, staged, version, before);
    await mergeStaged(run.lake, source.record, staged, scopeId);
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
    // The version stands here as well for readers from before it had a column.
    totals: { rows, ...(answer.version !== undefined && { version }) },
    previousTotals: totalsBefore,
    version: answer.version,
    lastEvent: await latestChange(run, source, staged),
  });
  await writeDayLedger(run, [row]);
  countFallback(counters, staged.fallback);
  countUnit(counters, hold === undefined, records.bytes, read);
}

async function latestPull(run: Run, stream: Stream): Promise<KnownDay | undefined> {
  const today = dayOf(run.now());
  const lookback = { since: addDays(today, -LOOKBACK_DAYS), until: addDays(today, 1) };
  const days = await daysInLedger(run.lake, stream, lookback);
  const known = await readDayLedger(run.lake, stream, days.slice(-1));
  return known.get(days.at(-1) ?? '');
}

/** Latest change the lake has, in milliseconds; undefined when it has none, or when everything is wanted. */
function knownChange({ full }: Run, pulled: KnownDay | undefined): number | undefined {
  const lastEvent = pulled?.latest.lastEvent;
  return full === true || lastEvent == null ? undefined : Date.parse(`${lastEvent.replace(' ', 'T')}Z`);
}

/** Latest change among the staged rows, where the list says when things changed. */
async function latestChange({ lake }: Run, { record }: ListSource, staged: Staged): Promise<string | null> {
  const [table] = record.tables;
  if (table.merge.how !== 'latest' || table.columns[table.merge.version]?.kind !== 'timestamp') return null;
  const [row] = await lake.duckdb.rows(
    `SELECT strftime(max(${identifier(table.merge.version)})::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%gZ') AS latest FROM ${staged.rows(table)}`,
  );
  return row?.latest == null ? null : String(row.latest);
}
