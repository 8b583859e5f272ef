import { rm } from 'node:fs/promises';
import { pMapIterable } from 'p-map';
import { UnavailableError } from '../../http/errors.ts';
import { scratchFolder } from '../../lake/engine/engine.ts';
import { knownFiles } from '../../ledger/file-ledger.ts';
import type { RunCounters } from '../../ledger/run-counters.ts';
import { isFullDue } from '../../ledger/run-log.ts';
import type { ListedFile, LogSource } from '../../sources/source.ts';
import type { Stream } from '../../sources/stream.ts';
import { addDays, dayOf, startOf } from '../../tables/utc-day.ts';
import { batches } from '../batches.ts';
import type { Run } from '../run.ts';
import { type FetchedFile, fetchFile } from './fetch-file.ts';
import { loadFiles } from './load-files.ts';
import { noteUnlisted } from './unlisted.ts';
import { Unseen } from './unseen.ts';

/** An ordinary run looks back this far; files appear within hours. */
const RECENT_HOURS = 48;
const DOWNLOADS_AT_ONCE = 6;
/** Downloads that may be ahead of loading; each is a file of up to 15 MB on this machine's disk. */
const DOWNLOADS_AHEAD = 32;
const MOST_FAILURES_IN_A_ROW = 5;
const BATCH = { items: 500, bytes: 256 * 1024 * 1024, ms: 60_000 };

/**
 * Reconciles a log: what upstream lists, less what the ledger has, oldest first.
 *
 * Protocol: a file's original is stored first, under its id; then a batch of files is turned into rows, which are appended to the
 * days of their events (each id of a type once), and the ledger rows of the batch come last. A crash before them leaves files the
 * ledger does not have: the next run fetches and loads them again, which adds nothing that is there. Runs at once meet at each
 * day's open part: one write wins, the others look again (`appendEvents`).
 */
export async function ingestLogs(run: Run, stream: Stream<LogSource>, counters: RunCounters): Promise<void> {
  counters.full = await isFullDue(run, stream);
  const missing = await missingFiles(run, stream, counters);
  run.report({ is: 'planned', stream, units: missing.length });
  const folder = await scratchFolder(run.lake, 'downloads');
  const fetched = pMapIterable(
    missing.map((file, index) => ({ file, index })),
    ({ file, index }) => fetchFile(run, stream, file, index, folder),
    { concurrency: DOWNLOADS_AT_ONCE, backpressure: DOWNLOADS_AHEAD },
  );
  // One batch is loaded while the next is downloaded.
  let loading: Promise<void> = Promise.resolve();
  try {
    for await (const batch of batches(stopOnRepeatedFailures(run, stream, fetched, counters), BATCH)) {
      await loading;
      loading = loadFiles(run, stream, batch, counters);
      loading.catch(() => {}); // awaited below or before the next batch; must not count as unhandled until then
    }
  } finally {
    await loading.finally(() => rm(folder, { recursive: true, force: true }));
  }
}

async function missingFiles(
  run: Run,
  stream: Stream<LogSource>,
  counters: RunCounters,
): Promise<ListedFile[]> {
  const { source } = stream;
  const now = run.now();
  const hours = counters.full ? source.retentionDays * 24 : RECENT_HOURS;
  const after = new Date(run.since === undefined ? now.getTime() - hours * 3_600_000 : startOf(run.since));
  const before = run.until === undefined ? Number.POSITIVE_INFINITY : startOf(run.until);
  const known = await knownFiles(run.lake, stream, dayOf(after), run.until ?? addDays(dayOf(now), 2));
  const missing: ListedFile[] = [];
  const unseen = new Unseen();
  const listing = { ...run, ...stream, after: after.toISOString(), ...unseen.listeners };
  for await (const file of source.list(listing)) {
    if (Date.parse(file.end_time) >= before) break;
    const state = known.get(file.id);
    if (run.only !== undefined) {
      if (run.only.has(file.id) && state !== 'landed') missing.push(file);
    } else if (state === undefined || (run.full === true && state === 'quarantined')) missing.push(file);
    else if (state !== 'landed' && state !== 'lost') counters.stillNotLanded++;
  }
  await noteUnlisted(run, stream, { after, before: new Date(before), known, unseen }, counters);
  return missing;
}

/** Passes files on, tells of progress, and gives up where upstream fails for one file after another. */
async function* stopOnRepeatedFailures(
  run: Run,
  stream: Stream,
  files: AsyncIterable<FetchedFile>,
  counters: RunCounters,
): AsyncIterable<FetchedFile> {
  let inARow = 0;
  for await (const file of files) {
    run.report({ is: 'read', stream, units: 1, bytes: file.bytes });
    if (file.state === 'unavailable') {
      counters.failed++;
      counters.reason = file.reason ?? 'unavailable';
      if (++inARow >= MOST_FAILURES_IN_A_ROW) throw new UnavailableError(counters.reason);
    } else {
      inARow = 0;
    }
    yield file;
  }
}
