import { updateCoverages } from '../coverage/coverage.ts';
import { CancelledError, isStopped } from '../deadline/errors.ts';
import { RateLimitedError, UpstreamError } from '../http/errors.ts';
import { UnreadableObject } from '../lake/store/object-store.ts';
import { LedgerBatch } from '../ledger/ledger-batch.ts';
import { isRowOf } from '../ledger/ledger-objects.ts';
import { newCounters, type RunCounters } from '../ledger/run-counters.ts';
import { logRun, type Outcome } from '../ledger/run-log.ts';
import { isOf, type Stream } from '../sources/stream.ts';
import { ingestDays } from './days/ingest-days.ts';
import { ingestList } from './lists/ingest-list.ts';
import { ingestLogs } from './logs/ingest-logs.ts';
import type { Run } from './run.ts';

export interface StreamResult {
  readonly stream: Stream;
  readonly outcome: Outcome;
  readonly counters: RunCounters;
  /** What made it fail or kept it from going on: upstream, or an object of the lake. */
  readonly error?: UpstreamError | UnreadableObject;
  /** Whether upstream refuses the key, and the one before it served. */
  readonly keyRefused: boolean;
}

/**
 * Reconciles the streams one after another. One that fails, be it by upstream or by an unreadable object of the lake, does not stop
 * the others; running out of time or being cancelled stops all. Idempotent: what is there already is found in the ledger, and a
 * run over it writes nothing.
 *
 * The ledger of all streams is written together at the end, in between where a run works longer, and coverage behind it: few objects,
 * each once.
 */
export async function pull(run: Run, streams: readonly Stream[]): Promise<StreamResult[]> {
  const batch = new LedgerBatch(run.lake, run.now);
  const batched: Run = { ...run, batch };
  const results: StreamResult[] = [];
  try {
    for (const stream of streams) {
      const result = await reconcile(batched, stream);
      results.push(result);
      run.report({ is: 'ended', stream, counters: result.counters });
      if (result.outcome === 'cancelled' || (result.outcome === 'out of time' && !isRateLimited(result)))
        break;
    }
  } catch (error) {
    // A fault of ours in one stream: what the others did is not done again.
    await batch.write().catch(() => {});
    throw error;
  }
  const untold = await unreadableIn(() => batch.write());
  if (untold !== undefined) return results.map((result) => withUnreadable(result, untold));
  const unwritten = await writeCoverage(run, results, batch);
  return results.map((result) => withUnreadable(result, unwritten.get(result.stream)));
}

/** Writes coverage of the streams that were read. Tells of which the lake's own objects could not be written. */
async function writeCoverage(
  run: Run,
  results: readonly StreamResult[],
  batch: LedgerBatch,
): Promise<ReadonlyMap<Stream, UnreadableObject>> {
  const read = results.filter(({ outcome }) => outcome !== 'not configured');
  const looks = read.map(({ stream, counters }) => ({
    stream,
    whole: counters.full,
    ...(run.since && { from: run.since }),
  }));
  const found = new Map<Stream, UnreadableObject>();
  try {
    for (const [stream, error] of await updateCoverages(run.lake, looks, run.now())) found.set(stream, error);
  } catch (error) {
    if (!(error instanceof UnreadableObject)) throw error;
    for (const { stream } of read) found.set(stream, error);
  }
  for (const { rows, error } of batch.unwritten)
    for (const { stream } of results) if (rows.some((row) => isRowOf(row, stream))) found.set(stream, error);
  return found;
}

function withUnreadable(result: StreamResult, error: UnreadableObject | undefined): StreamResult {
  if (error === undefined) return result;
  const { counters, outcome } = result;
  return {
    ...result,
    counters: { ...counters, reason: counters.reason ?? error.message },
    outcome: outcome === 'done' ? 'failed' : outcome,
    error: result.error ?? error,
  };
}

async function reconcile(run: Run, stream: Stream): Promise<StreamResult> {
  const startedAt = run.now();
  const counters = newCounters();
  run.report({ is: 'started', stream });
  if (!hasKey(run, stream)) return notConfigured(run, stream, startedAt, counters);
  let outcome: Outcome = 'done';
  let failure: StreamResult['error'];
  try {
    await ingest(run, stream, counters);
    if (counters.failed > 0) outcome = 'failed';
  } catch (error) {
    if (isStopped(error)) outcome = error instanceof CancelledError ? 'cancelled' : 'out of time';
    // Whoever else uses the key has had its turns; the next run goes on from what is there.
    else if (error instanceof RateLimitedError) [outcome, failure] = ['out of time', error];
    else if (isOfStream(error)) [outcome, failure] = ['failed', error];
    else throw error; // a fault of ours, without a consequence that is known
    counters.reason = error.message;
  }
  const unlogged = await unreadableIn(() => logRun(run, stream, startedAt, outcome, counters));
  if (unlogged !== undefined) {
    if (outcome === 'done') outcome = 'failed';
    failure ??= unlogged;
    counters.reason ??= unlogged.message;
  }
  return {
    stream,
    outcome,
    counters,
    ...(failure && { error: failure }),
    keyRefused: isKeyRefused(run, stream),
  };
}

/** The unreadable object that `work` stopped at, if any. */
async function unreadableIn(work: () => Promise<void>): Promise<UnreadableObject | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof UnreadableObject) return error;
    throw error;
  }
}

/** Whether a failure is one of the stream alone: what upstream answered it, or what its objects have become. */
function isOfStream(error: unknown): error is UpstreamError | UnreadableObject {
  return error instanceof UpstreamError || error instanceof UnreadableObject;
}

/** Out of the key's turns, not of time: sources of other endpoints still have theirs. */
function isRateLimited({ error }: StreamResult): boolean {
  return error instanceof RateLimitedError;
}

function hasKey(run: Run, stream: Stream): boolean {
  return stream.source.key === 'none' || keyOf(run, stream) !== undefined;
}

function isKeyRefused(run: Run, stream: Stream): boolean {
  const key = keyOf(run, stream);
  return key !== undefined && run.refusedKeys?.has(key) === true;
}

function keyOf({ upstream }: Run, { source: { key } }: Stream): string | undefined {
  return key === 'none' ? undefined : upstream[`${key}Key`];
}

/** Nobody has given the key yet: no failure, and nothing to be proud of either. */
async function notConfigured(
  run: Run,
  stream: Stream,
  startedAt: Date,
  counters: RunCounters,
): Promise<StreamResult> {
  counters.reason = `${stream.source.key} key: not given yet`;
  const error = await unreadableIn(() => logRun(run, stream, startedAt, 'not configured', counters));
  return { stream, outcome: 'not configured', counters, ...(error && { error }), keyRefused: false };
}

function ingest(run: Run, stream: Stream, counters: RunCounters): Promise<void> {
  if (isOf(stream, 'days')) return ingestDays(run, stream, counters);
  if (isOf(stream, 'log')) return ingestLogs(run, stream, counters);
  if (isOf(stream, 'list')) return ingestList(run, stream, counters);
  throw new Error(`source ${stream.source.name}: of no known kind`);
}
