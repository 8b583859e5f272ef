import { isoOf } from '../lake/iso-of.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { readDayLedger } from '../ledger/day-ledger.ts';
import { readFileLedger } from '../ledger/file-ledger.ts';
import { isOf, type Stream } from '../sources/stream.ts';
import type { Day } from '../tables/utc-day.ts';
import type { CoveredDay } from './coverage.ts';

/** A log file or a day of figures that was not let into the tables. */
export interface UnlandedUnit {
  /** What `accept` and `redrive` call it: the file's id, or `usage/<workspace>/2026-11-18`. */
  readonly id: string;
  readonly source: string;
  readonly scopeId: string;
  readonly day: Day;
  /**
   * held: emptier than before, or of an older version; quarantined: breaks its contract; gone: listed, but upstream no longer has
   * it; unlisted: an unknown number of files of one end time, or an entry of a listing that names none.
   */
  readonly state: 'held' | 'quarantined' | 'gone' | 'unlisted';
  /** Never holds content. */
  readonly reason: string;
  /** When it was read, ISO UTC. */
  readonly pulledAt: string;
  /** Original as received; null when there is none. */
  readonly rawKey: string | null;
}

/** What of a stream did not land, oldest day first. Reads the ledger of those days only. */
export async function unlandedUnits(
  lake: ReadableLake,
  stream: Stream,
  covered: readonly Pick<CoveredDay, 'day' | 'notLanded'>[],
): Promise<UnlandedUnit[]> {
  const days = covered.filter(({ notLanded }) => notLanded > 0).map(({ day }) => day);
  const rows = isOf(stream, 'log')
    ? (await readFileLedger(lake, stream, days)).map((row) => ({
        row,
        day: String(row.file_day),
        id: String(row.log_file_id),
      }))
    : [...(await readDayLedger(lake, stream, days))].map(([day, { latest }]) => ({
        row: latest.row,
        day,
        id: unitId(stream, day),
      }));
  return rows.flatMap(({ row, day, id }) => {
    const state = STATES.find((known) => known === row.state);
    if (state === undefined) return [];
    return {
      id,
      source: stream.source.name,
      scopeId: stream.scopeId,
      day,
      state,
      reason: String(row.reason ?? ''),
      pulledAt: isoOf(row.pulled_at),
      rawKey: row.raw_key == null ? null : String(row.raw_key),
    };
  });
}

const STATES = ['held', 'quarantined', 'gone', 'unlisted'] as const;

/** Name of a day of a stream, for people. */
export function unitId({ source, scopeId }: Stream, day: Day): string {
  return `${source.name}/${scopeId}/${day}`;
}
