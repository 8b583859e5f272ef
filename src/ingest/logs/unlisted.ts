import { writeFileLedger } from '../../ledger/file-ledger.ts';
import type { RunCounters } from '../../ledger/run-counters.ts';
import type { LogSource } from '../../sources/source.ts';
import type { Stream } from '../../sources/stream.ts';
import type { Run } from '../run.ts';

/** Id of the ledger's row for the files of one end time that upstream did not list; no file of upstream's is called so. */
const PREFIX = 'unlisted~';

interface Listing {
  readonly after: Date;
  readonly before: Date;
  /** States the ledger has, by id. */
  readonly known: ReadonlyMap<string, string>;
  /** End times with more files than upstream can be made to list. */
  readonly unseen: ReadonlySet<string>;
}

/**
 * Writes down the end times at which an unknown number of files may be missing, and those at which none is any more: such a day
 * is not complete, and `status` names it.
 */
export async function noteUnlisted(
  run: Run,
  stream: Stream<LogSource>,
  { after, before, known, unseen }: Listing,
  counters: RunCounters,
): Promise<void> {
  const noted = [...known].filter(([id, state]) => id.startsWith(PREFIX) && state === 'unlisted');
  const open = new Set(noted.map(([id]) => id.slice(PREFIX.length)));
  const isLookedAt = (endTime: string) =>
    Date.parse(endTime) > after.getTime() && !(new Date(endTime) >= before);
  const rows = [
    ...[...unseen].filter((time) => !open.has(time)).map((time) => rowOf(run, stream, time, 'unlisted')),
    ...[...open]
      .filter((time) => !unseen.has(time) && isLookedAt(time))
      .map((time) => rowOf(run, stream, time, 'listed')),
  ];
  counters.notLanded += [...unseen].filter((time) => !open.has(time)).length;
  counters.stillNotLanded += [...unseen].filter((time) => open.has(time)).length;
  await writeFileLedger(run.lake, stream, rows);
}

function rowOf(run: Run, { source, scopeId }: Stream, endTime: string, state: 'unlisted' | 'listed') {
  return {
    log_file_id: `${PREFIX}${endTime}`,
    source: source.name,
    scope_id: scopeId,
    end_time: endTime,
    file_name: '',
    bytes: 0,
    sha256: '',
    state,
    reason:
      state === 'unlisted'
        ? 'more files end at this time than upstream lists: an unknown number of them may be missing'
        : null,
    raw_key: null,
    rows: 0,
    rejects: 0,
    unknown_fields: 0,
    first_event: null,
    last_event: null,
    pulled_at: run.now().toISOString(),
  };
}
