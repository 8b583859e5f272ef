import { isoOf } from '../lake/iso-of.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { type KnownDay, readDayLedger } from '../ledger/day-ledger.ts';
import { completedRuns } from '../ledger/run-log.ts';
import type { Stream } from '../sources/stream.ts';
import { addDays, type Day, dayOf, startOf } from '../tables/utc-day.ts';

/** What a day of a source is worth: `pending` days are too young to be trusted, `zero` days upstream says were empty. */
export type DayState = 'complete' | 'pending' | 'zero' | 'missing';

/** What the ledger says of a day of a stream; times in ISO UTC. */
export interface AssessedDay {
  readonly day: Day;
  readonly state: DayState;
  readonly rows: number;
  readonly bytes: number;
  readonly rejects: number;
  /** Log files, or days of figures, it was made from. */
  readonly units: number;
  /** Units not let into the tables: held, quarantined, gone, or files of an end time that upstream does not list. */
  readonly notLanded: number;
  /** Greatest landed revision; null for logs, and where nothing landed. */
  readonly revision: number | null;
  readonly firstEvent: string | null;
  readonly lastEvent: string | null;
  readonly pulledAt: string | null;
}

/** Days of figures, given oldest first; of a list, which has no past, those on which it was pulled. */
export async function assessDays(
  lake: ReadableLake,
  stream: Stream,
  days: readonly Day[],
  now: Date,
): Promise<AssessedDay[]> {
  // Asked for by name, not by listing: what a run wrote a moment ago is there for certain.
  const known = await readDayLedger(lake, stream, days);
  if (stream.source.kind !== 'list')
    return days.map((day) => assess(stream, day, known.get(day), false, now));
  // A pull that found a list unchanged wrote a row of the run alone.
  const looks = await completedRuns(
    lake,
    stream,
    days.filter((day) => !known.has(day)),
  );
  const looked = new Set(looks.map(({ at }) => dayOf(at)));
  return days
    .filter((day) => known.has(day) || looked.has(day))
    .map((day) => assess(stream, day, known.get(day), looked.has(day), now));
}

function assess(
  { source }: Stream,
  day: Day,
  known: KnownDay | undefined,
  isUnchanged: boolean,
  now: Date,
): AssessedDay {
  const landed = known?.landed;
  const settlingDays = source.kind === 'days' ? source.settlingDays : 0;
  const isYoung = now.getTime() < startOf(addDays(day, 1 + settlingDays));
  const time = (value: unknown) => (value == null ? null : isoOf(value));
  return {
    day,
    state: stateOf(landed?.settled === true ? landed.rows : isUnchanged ? 0 : undefined, isYoung),
    rows: landed?.rows ?? 0,
    bytes: Number(landed?.row.bytes ?? 0),
    rejects: Number(landed?.row.rejects ?? 0),
    units: landed === undefined ? 0 : 1,
    notLanded: known === undefined || known.latest.state === 'landed' ? 0 : 1,
    revision: landed?.revision ?? null,
    firstEvent: time(landed?.row.first_event),
    lastEvent: time(landed?.row.last_event),
    pulledAt: time(known?.latest.row.pulled_at),
  };
}

/** `rows` are those of figures nobody expects to change any more; undefined when there are none such. */
function stateOf(rows: number | undefined, isYoung: boolean): DayState {
  if (rows !== undefined) return rows === 0 ? 'zero' : 'complete';
  return isYoung ? 'pending' : 'missing';
}
