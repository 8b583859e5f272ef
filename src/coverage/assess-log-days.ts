import type { Row } from '../lake/engine/duckdb.ts';
import { isoOf } from '../lake/iso-of.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { readFileLedger } from '../ledger/file-ledger.ts';
import { daysOf } from '../ledger/ledger-objects.ts';
import { completedRuns } from '../ledger/run-log.ts';
import type { LogSource } from '../sources/source.ts';
import type { Stream } from '../sources/stream.ts';
import { runs } from '../tables/system-tables.ts';
import { addDays, type Day, startOf } from '../tables/utc-day.ts';
import type { AssessedDay, DayState } from './assess-days.ts';

/** What was said of a day before: once final, it stays so. */
type Before = ReadonlyMap<Day, Pick<AssessedDay, 'state' | 'pulledAt'>>;

/** Days of a log, by the end of its files' windows, given oldest first. */
export async function assessLogDays(
  lake: ReadableLake,
  stream: Stream<LogSource>,
  days: readonly Day[],
  before: Before,
  now: Date,
): Promise<AssessedDay[]> {
  const files = new Map<Day, Row[]>();
  // Asked for by name, not by listing: what a run wrote a moment ago is there for certain.
  const rows = await readFileLedger(lake, stream, days);
  for (const row of rows) {
    const day = String(row.file_day);
    files.set(day, [...(files.get(day) ?? []), row]);
  }
  const finalLook = await finalLooks(lake, stream, days, before);
  return days.map((day) => {
    const known = before.get(day);
    const look = isFinal(known?.state) ? Date.parse(known?.pulledAt ?? '') : finalLook(day);
    return assess(stream, day, files.get(day) ?? [], look, now);
  });
}

/**
 * A day of a log is final when a run that looked at everything listed its files late enough: after the day's end and the time
 * files take to appear, and before upstream forgot the first of them. Tells when the first such run was, in milliseconds.
 */
async function finalLooks(
  lake: ReadableLake,
  stream: Stream<LogSource>,
  days: readonly Day[],
  before: Before,
): Promise<(day: Day) => number | undefined> {
  const { source } = stream;
  const open = days.find((day) => !isFinal(before.get(day)?.state));
  const ran = open === undefined ? [] : await daysOf(lake, runs, stream, open);
  const looks = (await completedRuns(lake, stream, ran)).filter(({ full }) => full).map(({ at }) => at);
  return (day) => {
    const forgotten = startOf(day) + source.retentionDays * 86_400_000;
    return looks.sort((a, b) => a - b).find((at) => at >= finalFrom(source, day) && at < forgotten);
  };
}

function finalFrom({ deliveryLagHours }: LogSource, day: Day): number {
  return startOf(addDays(day, 1)) + deliveryLagHours * 3_600_000;
}

/** States of a file that nobody has to look at: it is here, or a person took it that it never will be. */
const SETTLED: ReadonlySet<string> = new Set(['landed', 'listed', 'lost']);

const isFinal = (state: DayState | undefined) => state === 'complete' || state === 'zero';

function assess(
  { source }: Stream<LogSource>,
  day: Day,
  files: readonly Row[],
  look: number | undefined,
  now: Date,
): AssessedDay {
  const landed = files.filter(({ state }) => state === 'landed');
  const sum = (name: string) => landed.reduce((total, row) => total + Number(row[name]), 0);
  const times = (of: readonly Row[], name: string) =>
    of.flatMap((row) => (row[name] == null ? [] : [isoOf(row[name])])).sort();
  const rows = sum('rows');
  // However often it is looked at, files upstream does not list may be missing.
  const isUnlisted = files.some(({ state }) => state === 'unlisted');
  const isYoung = now.getTime() < finalFrom(source, day) + 86_400_000;
  const looked = look === undefined ? null : new Date(look).toISOString();
  return {
    day,
    state:
      look !== undefined && !isUnlisted ? (rows > 0 ? 'complete' : 'zero') : isYoung ? 'pending' : 'missing',
    rows,
    bytes: sum('bytes'),
    rejects: sum('rejects'),
    units: landed.length,
    notLanded: files.filter(({ state }) => !SETTLED.has(String(state))).length,
    revision: null,
    firstEvent: times(landed, 'first_event')[0] ?? null,
    lastEvent: times(landed, 'last_event').at(-1) ?? null,
    pulledAt: times(files, 'pulled_at').at(-1) ?? looked,
  };
}
