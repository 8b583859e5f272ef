import { writeFileLedger } from '../../ledger/file-ledger.ts';
import type { RunCounters } from '../../ledger/run-counters.ts';
import type { LogSource } from '../../sources/source.ts';
import type { Stream } from '../../sources/stream.ts';
import type { Run } from '../run.ts';
import { endTimeOf, subjectOf, type Unseen } from './unseen.ts';

/** Id of the ledger's row for what a listing has and does not name; the client takes no file that is called so. */
const PREFIX = 'unlisted~';

interface Listing {
  readonly after: Date;
  readonly before: Date;
  /** States the ledger has, by id. */
  readonly known: ReadonlyMap<string, string>;
  readonly unseen: Unseen;
}

/**
 * Writes down where an unknown number of files may be missing, or an entry named none, and where that is so no more: such a day is
 * not complete, and `status` names it. What a person has accepted as lost stays so.
 */
export async function noteUnlisted(
  run: Run,
  stream: Stream<LogSource>,
  { after, before, known, unseen }: Listing,
  counters: RunCounters,
): Promise<void> {
  const isLookedAt = (key: string) => {
    const time = Date.parse(endTimeOf(key));
    return time > after.getTime() && !(time >= before.getTime());
  };
  const noted = new Map(
    [...known].flatMap(([id, state]) => (id.startsWith(PREFIX) ? [[id.slice(PREFIX.length), state]] : [])),
  );
  const keys = new Map([...noted.keys()].map((key) => [subjectOf(key), key]));
  const now = new Map(
    [...unseen.reasons]
      .filter(([key]) => isLookedAt(key))
      .map(([key, reason]) => [keys.get(subjectOf(key)) ?? key, reason]),
  );
  const fresh = [...now].filter(([key]) => !['unlisted', 'lost'].includes(noted.get(key) ?? ''));
  const open = [...noted].flatMap(([key, state]) => (state === 'unlisted' ? [key] : []));
  const closed = open.filter((key) => !now.has(key) && isLookedAt(key));
  counters.notLanded += fresh.length;
  counters.stillNotLanded += open.filter((key) => now.has(key)).length;
  await writeFileLedger(run, [
    ...fresh.map(([key, reason]) => rowOf(run, stream, key, reason)),
    ...closed.map((key) => rowOf(run, stream, key, null)),
  ]);
}

/** `reason`: why it is unlisted; null where it is not any more. */
function rowOf(run: Run, { source, scopeId }: Stream, key: string, reason: string | null) {
  return {
    log_file_id: `${PREFIX}${key}`,
    source: source.name,
    scope_id: scopeId,
    end_time: endTimeOf(key),
    file_name: '',
    bytes: 0,
    sha256: '',
    state: reason === null ? 'listed' : 'unlisted',
    reason,
    raw_key: null,
    rows: 0,
    rejects: 0,
    unknown_fields: 0,
    first_event: null,
    last_event: null,
    far_events: 0,
    pulled_at: run.now().toISOString(),
    rows_added: 0,
  };
}
