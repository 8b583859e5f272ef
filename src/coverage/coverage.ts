import type { Row } from '../lake/engine/duckdb.ts';
import { isoOf } from '../lake/iso-of.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { type Expected, type StoredObject, UnreadableObject } from '../lake/store/object-store.ts';
import { retryOnConflict } from '../lake/store/retry-on-conflict.ts';
import { keyReader, readSystemObjects, replaceSystemRows } from '../lake/write/system-tables.ts';
import { isRowOf } from '../ledger/ledger-objects.ts';
import type { Source } from '../sources/source.ts';
import { isOf, type Stream } from '../sources/stream.ts';
import { EVERY_STREAM, objectKey, objectsPrefix, spansIn } from '../tables/layout.ts';
import type { DayRange } from '../tables/spans.ts';
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

/** A stream whose coverage is looked at, and which days. */
export interface Look extends CoverageScope {
  readonly stream: Stream;
}

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
  const before = daysIn(await readCoverage(lake), stream);
  const changed = changedDays(stream, before, await assess(lake, stream, now, before, scope), now);
  return sortedDays(new Map([...before, ...changed.map((day) => [day.day, day] as const)]));
}

/** The same of any stream as it was assessed last, read once for all; nothing is assessed. */
export async function knownCoverage(lake: ReadableLake): Promise<(stream: Stream) => CoveredDay[]> {
  const stored = await readCoverage(lake);
  return (stream) => sortedDays(daysIn(stored, stream));
}

/** Assesses a stream's coverage as of `now`, and writes what of it changed. */
export async function updateCoverage(
  lake: ReadableLake,
  stream: Stream,
  now: Date,
  scope: CoverageScope = {},
): Promise<void> {
  const [error] = (await updateCoverages(lake, [{ ...scope, stream }], now)).values();
  if (error !== undefined) throw error;
}

/**
 * The same of several streams, which share what is written. Assesses again where another collector wrote meanwhile. Tells of which
 * nothing can be said, as an object of the ledger cannot be read.
 */
export function updateCoverages(
  lake: ReadableLake,
  looks: readonly Look[],
  now: Date,
): Promise<ReadonlyMap<Stream, UnreadableObject>> {
  return retryOnConflict(async () => {
    // Read before the ledger is: what others add to it later, they also bring in here, and then this write fails.
    const recent = await readCoverage(lake, { since: oldestOf(looks, now), until: addDays(dayOf(now), 1) });
    const isEnough = looks.every(({ stream }) => daysIn(recent, stream).size > 0);
    const whole = isEnough ? recent : await readCoverage(lake);
    const unreadable = new Map<Stream, UnreadableObject>();
    const changed: Row[] = [];
    for (const { stream, ...scope } of looks) {
      const before = daysIn(whole, stream);
      try {
        const days = changedDays(stream, before, await assess(lake, stream, now, before, scope), now);
        changed.push(...days.map((day) => rowOf(stream, day)));
      } catch (error) {
        if (!(error instanceof UnreadableObject)) throw error;
        unreadable.set(stream, error);
      }
    }
    const byKey = Map.groupBy(changed, keyReader(coverage, EVERY_STREAM));
    for (const [key, rows] of byKey) await writeChanged(lake, whole, key, rows);
    return unreadable;
  }, lake.deadline);
}

/** First day that can change by itself, or that is asked for. */
function oldestOf(looks: readonly Look[], now: Date): Day {
  const days = looks.flatMap(({ stream, from, days: some = [] }) => [
    // With the days that were forgotten since it was last looked at.
    addDays(dayOf(now), -retentionDays(stream.source) - 31),
    ...some,
    ...(from === undefined ? [] : [from]),
  ]);
  return days.sort()[0] ?? dayOf(now);
}

/** Puts the rows in the place of those of the same stream and day, beside all others of the object. */
async function writeChanged(
  lake: ReadableLake,
  stored: StoredCoverage,
  key: string,
  rows: readonly Row[],
): Promise<void> {
  const nameOf = (row: Row) => `${row.source} ${row.scope_id} ${row.day}`;
  const there = stored.rows.filter((row) => objectKey(coverage, String(row.dt), EVERY_STREAM) === key);
  const all = new Map([...there, ...rows].map((row) => [nameOf(row), row]));
  const expected: Expected = stored.objects.get(key) ?? 'absent';
  await replaceSystemRows(lake, coverage, key, [...all.values()], expected);
}

/** Days upstream keeps of a source; of a list only what it is now. */
export function retentionDays(source: Source): number {
  return source.kind === 'list' ? 1 : source.retentionDays;
}

export const isFinal = ({ state }: Pick<AssessedDay, 'state'>): boolean =>
  state === 'complete' || state === 'zero';

/** Coverage of all streams as it is stored, and the versions of its objects. */
interface StoredCoverage {
  readonly rows: readonly Row[];
  readonly objects: ReadonlyMap<string, StoredObject>;
}

/** Of the days' months, asked for by name; of all there are without days. */
async function readCoverage(lake: ReadableLake, days?: DayRange): Promise<StoredCoverage> {
  const keys: string[] = [];
  if (days !== undefined)
    keys.push(...spansIn(coverage, days).map((day) => objectKey(coverage, day, EVERY_STREAM)));
  else for await (const { key } of lake.store.list(objectsPrefix(coverage))) keys.push(key);
  return readSystemObjects(lake, coverage, keys);
}

function daysIn({ rows }: StoredCoverage, stream: Stream): Map<Day, CoveredDay> {
  const of = rows.filter((row) => isRowOf(row, stream));
  return new Map(of.map((row) => [String(row.day), coveredDayOf(row)]));
}

const sortedDays = (days: ReadonlyMap<Day, CoveredDay>): CoveredDay[] =>
  [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));

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

function changedDays(
  stream: Stream,
  before: ReadonlyMap<Day, CoveredDay>,
  assessed: readonly AssessedDay[],
  now: Date,
): CoveredDay[] {
  return assessed.flatMap((day) => {
    const covered = { ...day, daysLeft: daysLeft(stream, day.day, now), computedAt: now.toISOString() };
    const known = before.get(day.day);
    return known !== undefined && isSame(known, covered) ? [] : [covered];
  });
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
