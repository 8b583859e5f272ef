import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isSettled } from '../ingest/days/load-days.ts';
import type { FetchedFile } from '../ingest/logs/fetch-file.ts';
import { loadFiles } from '../ingest/logs/load-files.ts';
import type { Run } from '../ingest/run.ts';
import { logFileName } from '../ingest/stage-options.ts';
import { literal } from '../lake/engine/duckdb.ts';
import { scratchFile, scratchFolder } from '../lake/engine/engine.ts';
import { rowDifference, rowsIn } from '../lake/engine/row-difference.ts';
import type { Lake } from '../lake/lake.ts';
import type { Staged } from '../lake/parse/stage.ts';
import { sha256OfBytes } from '../lake/store/sha256.ts';
import { linesOf, sortRecords } from '../lake/write/sort-records.ts';
import { ledgerRow, type NewRevision, readRevisions, writeDayLedger } from '../ledger/day-ledger.ts';
import { dayTotals } from '../ledger/day-totals.ts';
import { readFileLedger } from '../ledger/file-ledger.ts';
import { newCounters } from '../ledger/run-counters.ts';
import type { LogSource } from '../sources/source.ts';
import { isOf, type Stream } from '../sources/stream.ts';
import { objectKey } from '../tables/layout.ts';
import type { Day } from '../tables/utc-day.ts';
import { type FoundOriginal, findOriginals } from './find-originals.ts';
import { fetchOriginal, withOriginals } from './read-originals.ts';

/**
 * Writes what the originals of a day tell of it into the ledger, where that does not know them. Not in an original, and so not
 * as it was: when it was read, a log file's name and the end of its window, and a list's version. Tells why it cannot be told.
 */
export async function restoreLedger(run: Run, stream: Stream, day: Day): Promise<string | undefined> {
  const originals = await findOriginals(run.lake, stream, day, day);
  if (isOf(stream, 'log')) return restoreLogFiles(run, stream, day, originals);
  const known = new Set((await readRevisions(run.lake, stream, [day])).map(({ contentHash }) => contentHash));
  const unknown = originals.filter(({ name }) => !known.has(name));
  if (unknown.length === 0) return undefined;
  if (isOf(stream, 'list') && stream.source.changes !== undefined)
    return 'the versions of the list are not in its originals; put the object back from a backup or an earlier version of it';
  return restoreRevisions(run, stream, day, unknown, known.size);
}

async function restoreLogFiles(
  run: Run,
  stream: Stream<LogSource>,
  day: Day,
  originals: readonly FoundOriginal[],
): Promise<undefined> {
  const rows = await readFileLedger(run.lake, stream, [day]);
  const known = new Set(rows.map(({ log_file_id }) => String(log_file_id)));
  const folder = await scratchFolder(run.lake, 'restored');
  try {
    const files: FetchedFile[] = [];
    for (const [index, { key, name }] of originals.filter((one) => !known.has(one.name)).entries()) {
      const path = join(folder, logFileName(index, name));
      await fetchOriginal(run.lake, key, path);
      const bytes = await readFile(path);
      files.push({
        listed: {
          id: name,
          event_type: stream.source.eventType,
          end_time: `${day}T23:59:59Z`,
          file_name: name,
          file_size: bytes.length,
          file_sha256: sha256OfBytes(bytes),
        },
        state: 'landed',
        reason: 'ledger restored from the original: name and end of its window are not known',
        rawKey: key,
        path,
        bytes: bytes.length,
      });
    }
    if (files.length > 0) await loadFiles(run, stream, files, newCounters());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Of several originals of a day of figures the last revision is the one whose rows are in the tables. */
async function restoreRevisions(
  run: Run,
  stream: Stream,
  day: Day,
  originals: readonly FoundOriginal[],
  before: number,
): Promise<string | undefined> {
  const told = [];
  for (const original of originals) told.push(await revisionFrom(run, stream, day, original));
  const isList = stream.source.kind === 'list';
  const landed = told.filter(({ isInTable }) => isInTable);
  if (!isList && told.length > 1 && landed.length !== 1)
    return `which of its ${told.length} originals is in the tables cannot be told; put the object back from a backup or an earlier version of it`;
  const inOrder = [...told.filter((one) => !landed.includes(one)), ...landed];
  const rows = inOrder.map(({ revision }, index) =>
    ledgerRow(run, stream, { ...revision, revision: before + index + 1 }),
  );
  await writeDayLedger(run, rows);
  return undefined;
}

async function revisionFrom(
  run: Run,
  stream: Stream,
  day: Day,
  { key }: FoundOriginal,
): Promise<{ readonly revision: NewRevision; readonly isInTable: boolean }> {
  const { lake } = run;
  const { source } = stream;
  const [table] = source.record.tables;
  const unit = source.kind === 'list' ? '' : day;
  return withOriginals(
    lake,
    stream,
    [{ rawKey: key, unit }],
    async (staged) => {
      const [read] = staged.files;
      await using records = await sortRecords(lake, recordsIn(read?.path ?? ''));
      const rows = read?.rows ?? 0;
      const totals =
        source.kind === 'days' ? ((await dayTotals(lake, staged, table)).get(day) ?? null) : { rows };
      return {
        isInTable: source.kind === 'days' && (await isInTable(lake, stream, day, staged)),
        revision: {
          day,
          revision: 0,
          hold: read?.refused,
          isQuarantined: read?.refused !== undefined,
          settled: source.kind !== 'days' || isSettled(run, source, day),
          records,
          rawKey: key,
          read,
          totals,
          previousTotals: null,
        },
      };
    },
    { day, version: '' },
  );
}

async function* recordsIn(file: string): AsyncIterable<readonly string[]> {
  for await (const line of linesOf(file)) if (line !== '') yield [line];
}

async function isInTable(
  lake: Lake,
  { source, scopeId }: Stream,
  day: Day,
  staged: Staged,
): Promise<boolean> {
  const [table] = source.record.tables;
  const file = scratchFile(lake, 'there.parquet');
  try {
    const there = await lake.store.download(objectKey(table, day, scopeId), file);
    const rows = `FROM (${rowsIn(table, there === undefined ? [] : [file])}) WHERE dt = ${literal(day)}`;
    const { missing, surplus } = await rowDifference(lake, table, `FROM ${staged.rows(table)}`, rows);
    return missing + surplus === 0;
  } finally {
    await rm(file, { force: true });
  }
}
