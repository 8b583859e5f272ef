import { rm } from 'node:fs/promises';
import { stage } from '../../lake/parse/stage.ts';
import { appendEvents } from '../../lake/write/append-events.ts';
import { writeFileLedger } from '../../ledger/file-ledger.ts';
import { writeRejects } from '../../ledger/rejected-records.ts';
import { countFallback, countUnit, type RunCounters } from '../../ledger/run-counters.ts';
import type { LogSource } from '../../sources/source.ts';
import type { Stream } from '../../sources/stream.ts';
import { dayOf } from '../../tables/utc-day.ts';
import type { Run } from '../run.ts';
import { stageOptions } from '../stage-options.ts';
import type { FetchedFile } from './fetch-file.ts';

/** Makes rows of a batch of fetched files: tables first, then what was set aside, the ledger last. */
export async function loadFiles(
  run: Run,
  stream: Stream<LogSource>,
  files: readonly FetchedFile[],
  counters: RunCounters,
): Promise<void> {
  const { lake } = run;
  const { record } = stream.source;
  const readable = files
    .filter(({ state }) => state === 'landed')
    .map(({ path, listed }) => ({
      path,
      unit: listed.id,
      eventType: stream.source.eventType,
      endTime: new Date(listed.end_time),
    }));
  await using staged = await stage(lake, record, readable, { ...stageOptions(stream), now: run.now() });
  const [main, ...others] = record.tables;
  const rowsAdded = await appendEvents(lake, main, staged);
  for (const table of others) await appendEvents(lake, table, staged);
  const byPath = new Map(staged.files.map((file) => [file.path, file]));

  const outcomes = files
    .filter(({ state }) => state !== 'unavailable')
    .map((file) => {
      const read = byPath.get(file.path);
      return {
        file,
        read,
        state: read?.refused === undefined ? file.state : 'quarantined',
        day: dayOf(Date.parse(file.listed.end_time)),
      };
    });
  await writeRejects(
    run,
    stream,
    outcomes.flatMap(({ file, read, day }) =>
      read && file.rawKey ? [{ rawKey: file.rawKey, day, rejects: read.rejects }] : [],
    ),
  );
  await writeFileLedger(
    run,
    outcomes.map(({ file: { listed, reason, rawKey, bytes }, read, state }) => ({
      log_file_id: listed.id,
      source: stream.source.name,
      scope_id: stream.scopeId,
      end_time: listed.end_time,
      file_name: listed.file_name,
      bytes,
      sha256: listed.file_sha256.toLowerCase(),
      state,
      reason: reason ?? read?.refused ?? null,
      raw_key: rawKey ?? null,
      rows: read?.rows ?? 0,
      rejects: read?.rejects.length ?? 0,
      unknown_fields: read?.unknownFields ?? 0,
      first_event: read?.firstEvent ?? null,
      last_event: read?.lastEvent ?? null,
      far_events: read?.farEvents ?? 0,
      pulled_at: run.now().toISOString(),
      rows_added: rowsAdded.get(listed.id) ?? 0,
    })),
  );

  countFallback(counters, staged.fallback);
  for (const { file, read, state } of outcomes) countUnit(counters, state === 'landed', file.bytes, read);
  for (const { path } of files) await rm(path, { force: true });
}
