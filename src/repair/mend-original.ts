import { rename, rm } from 'node:fs/promises';
import type { Run } from '../ingest/run.ts';
import { scratchFile } from '../lake/engine/engine.ts';
import type { ObjectStore } from '../lake/store/object-store.ts';
import { putRaw } from '../lake/write/put-raw.ts';
import { sortRecords } from '../lake/write/sort-records.ts';
import { readFileLedger } from '../ledger/file-ledger.ts';
import { type OriginalKey, parseOriginalKey } from '../ledger/original-hashes.ts';
import type { DaySource, LogSource } from '../sources/source.ts';
import { isOf, type Stream } from '../sources/stream.ts';
import { addDays, type Day } from '../tables/utc-day.ts';

/**
 * Fetches a damaged original again from upstream, and puts it back where it is the very same. `store` hides the damaged one. Tells
 * why it could not be had; undefined when it is back. Throws `UpstreamError`.
 */
export async function mendOriginal(run: Run, store: ObjectStore, key: string): Promise<string | undefined> {
  const original = parseOriginalKey(key);
  if (original === undefined)
    return 'it was refused when it came, and nothing is made of it; `codex-lake redrive` asks upstream for it again';
  const { stream } = original;
  const file = scratchFile(run.lake, 'original.jsonl');
  try {
    const problem = isOf(stream, 'log')
      ? await fetchLogFile(run, stream, original, key, file)
      : await fetchRecords(run, original, file);
    if (problem === undefined) await putRaw({ ...run.lake, store }, key, file);
    return problem;
  } finally {
    await rm(file, { force: true });
  }
}

async function fetchLogFile(
  run: Run,
  stream: Stream<LogSource>,
  { day, name }: OriginalKey,
  key: string,
  to: string,
): Promise<string | undefined> {
  const rows = await readFileLedger(run.lake, stream, [day]);
  const row = rows.find(({ raw_key }) => raw_key === key);
  if (row === undefined)
    return `the ledger of ${day} has no row of it to hold it against; a pull of that day fetches it while upstream has it`;
  const listed = {
    id: name,
    event_type: stream.source.eventType,
    end_time: String(row.end_time),
    file_name: String(row.file_name),
    file_size: Number(row.bytes),
    file_sha256: String(row.sha256),
  };
  await stream.source.download({ ...run, ...stream, listed, to });
  return undefined;
}

async function fetchRecords(
  run: Run,
  { stream, day, name }: OriginalKey,
  to: string,
): Promise<string | undefined> {
  await using records = await sortRecords(run.lake, await pagesOf(run, stream, day));
  if (records.hash !== name)
    return 'upstream tells something else by now; put it back from a backup or an earlier version of the object';
  await rename(records.file, to);
  return undefined;
}

/** What upstream now says of the day, or of the whole list. */
async function pagesOf(run: Run, stream: Stream, day: Day): Promise<AsyncIterable<readonly string[]>> {
  if (isOf(stream, 'list')) return (await stream.source.read({ ...run, ...stream, known: undefined })).pages;
  if (isOf(stream, 'days')) return rowsOf(run, stream, day);
  throw new Error(`${stream.source.name}: has no records of a day`);
}

async function* rowsOf(run: Run, stream: Stream<DaySource>, day: Day): AsyncIterable<readonly string[]> {
  for await (const { rows } of stream.source.read({ ...run, ...stream, since: day, until: addDays(day, 1) }))
    yield rows;
}
