import type { Row } from '../lake/engine/duckdb.ts';
import { isoOf } from '../lake/iso-of.ts';
import type { ReadableLake } from '../lake/lake.ts';
import type { Expected } from '../lake/store/object-store.ts';
import { retryOnConflict } from '../lake/store/retry-on-conflict.ts';
import { readSystemObjects, replaceSystemRows } from '../lake/write/system-tables.ts';
import type { Source } from '../sources/source.ts';
import { isOf, type Stream, streamName } from '../sources/stream.ts';
import { objectKey } from '../tables/layout.ts';
import { coverage } from '../tables/system-tables.ts';
import { addDays, type Day, dayOf, daysFrom, startOf } from '../tables/utc-day.ts';
import { type AssessedDay, assessDays } from './assess-days.ts';
import { assessLogDays } from './assess-log-days.ts';

/** A day of a stream as the table `coverage` has it; times in ISO UTC. */
export interface CoveredDay extends AssessedDay {
  /** Days until upstream forgets it, 0 when it has; as of `computedAt`. */
  readonly daysLeft: number;
  readonly computedAt: string;
}

/** Which days are looked at besides those that are not final. */
export interface CoverageScope {
  /** Every day upstream remembers. */
  readonly whole?: boolean;
  /** The days from here on. @default the latest ones, which may change */
  readonly from?: Day;
  /** These days, however old. */
  readonly days?: readonly Day[];
}

/** A log's files may come late; figures are read again for a week. */
const RECENT_DAYS = 3;

/**
 * Coverage of a stream as of `now`, oldest day first: what was assessed before, and anew the days that may have changed since.
 * It stands on the ledger and the runs alone, and reads no more of them the older the lake is.
 */
export async function coverageOf(
  lake: ReadableLake,
  stream: Stream,
  now: Date,
  scope: CoverageScope = {},
): Promise<CoveredDay[]> {
  const { before } = await readCoverage(lake, stream);
  return combine(stream, before, await assess(lake, stream, now, before, scope), now).all;
}

/** The same, and writes it when anything changed. Assesses again where another collector wrote meanwhile. */
export async function updateCoverage(
  lake: ReadableLake,
  stream: Stream,
  now: Date,
  scope: CoverageScope = {},
): Promise<CoveredDay[]> {
  return retryOnConflict(async () => {
    // Read before the ledger is: what others add to it later, they also bring in here, and then this write fails.
    const { before, version } = await readCoverage(lake, stream);
    const { all, isChanged } = combine(stream, before, await assess(lake, stream, now, before, scope), now);
    if (isChanged) {
      const rows = all.map((day) => rowOf(stream, day));
      await replaceSystemRows(lake, coverage, keyOf(stream), rows, version);
    }
    return all;
  }, lake.deadline);
}

const keyOf = (stream: Stream): string => objectKey(coverage, null, streamName(stream));

/** Days upstream keeps of a source; of a list only what it is now. */
export function retentionDays(source: Source): number {
  return source.kind === 'list' ? 1 : source.retentionDays;
}

export const isFinal = ({ state }: Pick<AssessedDay, 'state'>): boolean =>
  state === 'complete' || state === 'zero';

async function readCoverage(lake: ReadableLake, stream: Stream) {
  const key = keyOf(stream);
  const { rows, objects } = await readSystemObjects(lake, coverage, [key]);
  const version: Expected = objects.get(key) ?? 'absent';
  return { before: new Map(rows.map((row) => [String(row.day), coveredDayOf(row)])), version };
}

async function assess(
  lake: ReadableLake,
  stream: Stream,
  now: Date,
  before: ReadonlyMap<Day, CoveredDay>,
  { whole = false, from, days = [] }: CoverageScope,
): Promise<AssessedDay[]> {
  const { source } = stream;
  const today = dayOf(now);
  const recent = addDays(today, 1 - (source.kind === 'days' ? source.restatementDays : RECENT_DAYS));
  const oldest = addDays(today, 1 - retentionDays(source));
  const window = daysFrom(oldest, addDays(today, 1));
  // Days that came and were forgotten while nobody looked.
  const latest = [...before.keys()].sort().at(-1);
  const unseen = latest === undefined || source.kind === 'list' ? [] : daysFrom(addDays(latest, 1), oldest);
  const open = [...before.values()].filter((day) => !isFinal(day) && day.daysLeft > 0);
  const wanted = new Set([
    ...window.filter((day) => whole || day >= (from ?? recent) || day >= recent || !before.has(day)),
    ...open.map(({ day }) => day),
    ...unseen,
    ...days,
  ]);
  const sorted = [...wanted].sort();
  if (sorted.length === 0) return [];
  if (isOf(stream, 'log')) return assessLogDays(lake, stream, sorted, before, now);
  return assessDays(lake, stream, sorted, now);
}

function combine(
  stream: Stream,
  before: ReadonlyMap<Day, CoveredDay>,
  assessed: readonly AssessedDay[],
  now: Date,
): { readonly all: CoveredDay[]; readonly isChanged: boolean } {
  const all = new Map(before);
  let isChanged = false;
  for (const day of assessed) {
    const covered = { ...day, daysLeft: daysLeft(stream, day.day, now), computedAt: now.toISOString() };
    const known = before.get(day.day);
    if (known !== undefined && isSame(known, covered)) continue;
    all.set(day.day, covered);
    isChanged = true;
  }
  return { all: [...all.values()].sort((a, b) => (a.day < b.day ? -1 : 1)), isChanged };
}

/** Days until upstream forgets a day, 0 when it has. */
export function daysLeft({ source }: Stream, day: Day, now: Date): number {
  const age = Math.round((startOf(dayOf(now)) - startOf(day)) / 86_400_000);
  return Math.max(0, retentionDays(source) - age);
}

/** A countdown alone is no change, but that it has run out before the day was whole is. */
function isSame(before: CoveredDay, now: CoveredDay): boolean {
  const { daysLeft: leftBefore, computedAt: _before, ...wasSaid } = before;
  const { daysLeft: leftNow, computedAt: _now, ...isSaid } = now;
  const lost = !isFinal(now) && leftNow === 0 && leftBefore > 0;
  return !lost && JSON.stringify(sorted(wasSaid)) === JSON.stringify(sorted(isSaid));
}

function sorted(fields: object): [string, unknown][] {
  return Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
}

function rowOf({ source, scopeId }: Stream, day: CoveredDay): Row {
  return {
    source: source.name,
    scope_id: scopeId,
    day: day.day,
    state: day.state,
    rows: day.rows,
    bytes: day.bytes,
    rejects: day.rejects,
    units: day.units,
    held: day.notLanded,
    revision: day.revision,
    first_event: day.firstEvent,
    last_event: day.lastEvent,
    pulled_at: day.pulledAt,
    days_left: day.daysLeft,
    computed_at: day.computedAt,
  };
}

function coveredDayOf(row: Row): CoveredDay {
  const time = (value: unknown) => (value == null ? null : isoOf(value));
  return {
    day: String(row.day),
    state: stateOf(row.state),
    rows: Number(row.rows),
    bytes: Number(row.bytes),
    rejects: Number(row.rejects),
    units: Number(row.units),
    notLanded: Number(row.held),
    revision: row.revision == null ? null : Number(row.revision),
    firstEvent: time(row.first_event),
    lastEvent: time(row.last_event),
    pulledAt: time(row.pulled_at),
    daysLeft: Number(row.days_left),
    computedAt: isoOf(row.computed_at),
  };
}

const STATES = ['complete', 'pending', 'zero', 'missing'] as const satisfies readonly AssessedDay['state'][];

function stateOf(text: unknown): AssessedDay['state'] {
  const state = STATES.find((known) => known === text);
  if (state === undefined) throw new Error(`coverage: no state ${text}, allowed are ${STATES.join(', ')}`);
  return state;
}
