import { updateCoverage } from '../coverage/coverage.ts';
import { OutOfTimeError, UpstreamError } from '../http/errors.ts';
import { logRun, type Outcome } from '../ledger/run-log.ts';
import { collectDays } from './days/ingest-days.ts';
import { collectList } from './lists/ingest-list.ts';
import { collectLogs } from './logs/ingest-logs.ts';
import { emptyTally, isOf, type Run, type Stream, type Tally } from './run.ts';

export interface StreamResult {
  readonly stream: Stream;
  readonly outcome: Outcome;
  readonly tally: Tally;
  /** What made it fail. */
  readonly error?: UpstreamError;
}

/** Reconciles the streams one after another. One that fails does not stop the others; running out of time stops all. */
export async function pull(run: Run, streams: readonly Stream[]): Promise<StreamResult[]> {
  const results: StreamResult[] = [];
  for (const stream of streams) {
    const result = await reconcile(run, stream);
    results.push(result);
    run.report({ is: 'ended', stream, tally: result.tally });
    if (result.outcome === 'out of time') break;
  }
  return results;
}

async function reconcile(run: Run, stream: Stream): Promise<StreamResult> {
  const startedAt = run.now();
  const tally = emptyTally();
  run.report({ is: 'started', stream });
  if (!hasKey(run, stream)) return notConfigured(run, stream, startedAt, tally);
  let outcome: Outcome = 'done';
  let failure: UpstreamError | undefined;
  try {
    await collect(run, stream, tally);
    if (tally.failed > 0) outcome = 'failed';
  } catch (error) {
    if (error instanceof OutOfTimeError) outcome = 'out of time';
    else if (error instanceof UpstreamError) [outcome, failure] = ['failed', error];
    else throw error; // a fault of ours, without a consequence that is known
    tally.reason = error.message;
  }
  await logRun(run, stream, startedAt, outcome, tally);
  await updateCoverage(run.lake, stream, run.now(), {
    whole: tally.full,
    ...(run.since && { from: run.since }),
  });
  return { stream, outcome, tally, ...(failure && { error: failure }) };
}

function hasKey({ upstream }: Run, { source }: Stream): boolean {
  return source.key === 'none' || upstream[`${source.key}Key`] !== undefined;
}

/** Nobody has given the key yet: no failure, and nothing to be proud of either. */
async function notConfigured(run: Run, stream: Stream, startedAt: Date, tally: Tally): Promise<StreamResult> {
  tally.reason = `${stream.source.key} key: not given yet`;
  await logRun(run, stream, startedAt, 'not configured', tally);
  return { stream, outcome: 'not configured', tally };
}

function collect(run: Run, stream: Stream, tally: Tally): Promise<void> {
  if (isOf(stream, 'days')) return collectDays(run, stream, tally);
  if (isOf(stream, 'log')) return collectLogs(run, stream, tally);
  if (isOf(stream, 'list')) return collectList(run, stream, tally);
  throw new Error(`source ${stream.source.name}: of no known kind`);
}
