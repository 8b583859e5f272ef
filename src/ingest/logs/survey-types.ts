import { isStopped } from '../../deadline/errors.ts';
import { UpstreamError } from '../../http/errors.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { UnreadableObject } from '../../lake/store/object-store.ts';
import { type LogTypeState, readLogTypes, writeLogTypes } from '../../ledger/log-types.ts';
import { isListable, latestEventAt } from '../../sources/compliance-logs/ask-type.ts';
import { typesBesides } from '../../sources/compliance-logs/known-types.ts';
import type { LogSource } from '../../sources/source.ts';
import { isOf, type Stream } from '../../sources/stream.ts';
import { addDays, dayOf } from '../../tables/utc-day.ts';
import type { StreamResult } from '../pull.ts';
import type { Run } from '../run.ts';

/** How often upstream is asked which log types it would let the key list. */
const ASK_AGAIN_MS = 7 * 86_400_000;

export interface Survey {
  /** Asks once or twice: what fails here is asked again by the next run. */
  readonly http: HttpClient;
  /** All streams the settings have, so that a type collected by another run is no news. */
  readonly collected: readonly Stream[];
  /** What this run did. */
  readonly results: readonly StreamResult[];
}

/**
 * Asks upstream, of each scope whose logs this run read, how late its latest events are and, once a week, which log types the key
 * could list that nobody collects: one small request a type. Writes only what is new. Nothing of this is missed by a pull, so no
 * failure of it is one of the run.
 */
export async function surveyLogTypes(run: Run, { http, collected, results }: Survey): Promise<void> {
  const pulled = results.flatMap(({ stream, outcome }) =>
    isOf(stream, 'log') && outcome === 'done' ? [stream] : [],
  );
  const known = collected.filter((stream) => isOf(stream, 'log'));
  for (const scopeId of new Set(pulled.map((stream) => stream.scopeId))) {
    const ofScope = (stream: Stream) => stream.scopeId === scopeId;
    try {
      await surveyScope(
        { ...run, http },
        scopeId,
        pulled.filter(ofScope),
        [...known, ...pulled].filter(ofScope),
      );
    } catch (error) {
      if (isStopped(error)) return;
      // Of an object that cannot be read `status` and `fsck` tell.
      if (!(error instanceof UpstreamError) && !(error instanceof UnreadableObject)) throw error;
    }
  }
}

async function surveyScope(
  run: Run,
  scopeId: string,
  pulled: readonly Stream<LogSource>[],
  collected: readonly Stream<LogSource>[],
): Promise<void> {
  const before = await readLogTypes(run.lake, scopeId);
  const found: LogTypeState[] = [];
  try {
    for (const { source } of pulled) {
      run.deadline.require();
      const latest = await latestEventAt({ ...run, source, scopeId });
      // This version of upstream does not say.
      if (latest === undefined) break;
      found.push(stateOf(before.get(source.eventType), source.eventType, { latestEventAt: isoUtc(latest) }));
    }
    for (const source of uncollected(pulled, collected)) {
      const was = before.get(source.eventType);
      if (was !== undefined && !was.isCollected && isRecent(was, run.now())) continue;
      run.deadline.require();
      const listable = await isListable({ ...run, source, scopeId }, addDays(dayOf(run.now()), -2));
      const listedAt = run.now().toISOString();
      found.push({
        ...stateOf(was, source.eventType, {}),
        isListable: listable,
        isCollected: false,
        listedAt,
      });
    }
  } finally {
    const news = found.filter((state) => !isSame(before.get(state.logType), state));
    if (news.length > 0) await writeLogTypes(run.lake, scopeId, run.now(), news);
  }
}

/** Sources of the known types of the scope that nobody collects. */
function uncollected(
  pulled: readonly Stream<LogSource>[],
  collected: readonly Stream<LogSource>[],
): readonly LogSource[] {
  const [first] = pulled;
  const taken = new Set(collected.map(({ source }) => source.eventType));
  return first === undefined ? [] : typesBesides(first.source.scope, taken);
}

/** A type that is collected, as it was known with what is new of it. */
function stateOf(
  before: LogTypeState | undefined,
  logType: string,
  news: Partial<LogTypeState>,
): LogTypeState {
  const { latestEventAt: latest = null, listedAt = null } = before ?? {};
  return { logType, isListable: true, isCollected: true, latestEventAt: latest, listedAt, ...news };
}

function isRecent({ listedAt }: LogTypeState, now: Date): boolean {
  return listedAt !== null && Date.parse(listedAt) > now.getTime() - ASK_AGAIN_MS;
}

/** As the table keeps it, so that the same time is no news. */
const isoUtc = (time: string | null): string | null => (time === null ? null : new Date(time).toISOString());

function isSame(before: LogTypeState | undefined, now: LogTypeState): boolean {
  return (
    before !== undefined &&
    before.isListable === now.isListable &&
    before.isCollected === now.isCollected &&
    before.latestEventAt === now.latestEventAt &&
    before.listedAt === now.listedAt
  );
}
