import type { ReadableLake } from '../lake/lake.ts';
import { daysOf } from '../ledger/ledger-objects.ts';
import type { LogTypesOf } from '../ledger/log-types.ts';
import { completedRuns, isConfigured } from '../ledger/run-log.ts';
import { isOf, type Stream } from '../sources/stream.ts';
import { runs } from '../tables/system-tables.ts';
import { addDays, dayOf } from '../tables/utc-day.ts';
import { type CoveredDay, daysLeft, isFinal, retentionDays } from './coverage.ts';
import { type UnlandedUnit, unlandedUnits } from './unlanded.ts';

/** What somebody has to know of a stream, in plain numbers. */
export interface Health {
  readonly source: string;
  readonly scopeId: string;
  /** Whether it has a key to be read with. */
  readonly isConfigured: boolean;
  /** When the lake last heard anything of it, ISO UTC; null when never. */
  readonly lastHeard: string | null;
  /** Time of its latest record in the lake, ISO UTC; null when there is none, or none with a time. */
  readonly latestEvent: string | null;
  /**
   * Of a log, time of the latest event upstream said it has, ISO UTC: how fresh the lake could be. It proves no completeness. null
   * when upstream does not say.
   */
  readonly latestUpstreamEvent: string | null;
  /** Hours since then; when never, as many as upstream remembers. Every stream is heard of once a day. */
  readonly staleHours: number;
  /** Days that should be here, are not, and may still be had. */
  readonly daysMissing: number;
  /** Days until upstream forgets the first of those; null when none is missing. */
  readonly daysUntilLost: number | null;
  /** Days that upstream forgot before they were here. */
  readonly daysLost: number;
  /** Days of which upstream tells less than it did. */
  readonly held: number;
  /** Files and pages that break their contract. */
  readonly quarantined: number;
  /** Files upstream listed and no longer had. */
  readonly gone: number;
  /** How much fewer rows the last full week has than the median of the three before, in percent; null while there are no four. */
  readonly shrunkPercent: number | null;
  readonly unlandedUnits: readonly UnlandedUnit[];
}

/** A stream that was not heard of for this long is looked for no further back. */
const LOOKBACK_DAYS = 100;

export async function healthOf(
  lake: ReadableLake,
  stream: Stream,
  days: readonly CoveredDay[],
  logTypesOf: LogTypesOf,
  now: Date,
): Promise<Health> {
  const lastHeard = await lastHeardOf(lake, stream, days, now);
  const missing = days.filter(({ state }) => state === 'missing');
  const recoverable = missing.map(({ day }) => daysLeft(stream, day, now)).filter((left) => left > 0);
  const units = await unlandedUnits(lake, stream, days);
  const count = (state: UnlandedUnit['state']) => units.filter((unit) => unit.state === state).length;
  const longest = stream.source.kind === 'list' ? LOOKBACK_DAYS : retentionDays(stream.source);
  const since = lastHeard ?? now.getTime() - longest * 86_400_000;
  return {
    source: stream.source.name,
    scopeId: stream.scopeId,
    isConfigured: await isConfigured(lake, stream, now),
    lastHeard: lastHeard === null ? null : new Date(lastHeard).toISOString(),
    latestEvent: latestOf(days),
    latestUpstreamEvent: isOf(stream, 'log')
      ? ((await logTypesOf(stream.scopeId)).get(stream.source.eventType)?.latestEventAt ?? null)
      : null,
    staleHours: Math.max(0, (now.getTime() - since) / 3_600_000),
    daysMissing: recoverable.length,
    daysUntilLost: recoverable.length === 0 ? null : Math.min(...recoverable),
    daysLost: missing.length - recoverable.length,
    held: count('held'),
    quarantined: count('quarantined'),
    gone: count('gone'),
    shrunkPercent: shrunkPercent(days),
    unlandedUnits: units,
  };
}

function latestOf(days: readonly CoveredDay[]): string | null {
  return days.reduce<string | null>(
    (latest, { lastEvent }) =>
      lastEvent !== null && (latest === null || lastEvent > latest) ? lastEvent : latest,
    null,
  );
}

async function lastHeardOf(
  lake: ReadableLake,
  stream: Stream,
  days: readonly CoveredDay[],
  now: Date,
): Promise<number | null> {
  const times = days.flatMap(({ pulledAt }) => (pulledAt === null ? [] : [Date.parse(pulledAt)]));
  // The run that found nothing new wrote a row too, once a day: mostly today or yesterday.
  for (const back of [1, LOOKBACK_DAYS]) {
    const ran = await daysOf(lake, runs, stream, addDays(dayOf(now), -back));
    for (const day of ran.reverse()) {
      const looks = await completedRuns(lake, stream, [day]);
      if (looks.length > 0) return Math.max(...times, ...looks.map(({ endedAt }) => endedAt));
    }
  }
  return times.length === 0 ? null : Math.max(...times);
}

/** Compares whole weeks, so that a weekend is no collapse. */
function shrunkPercent(days: readonly CoveredDay[]): number | null {
  const last = days.findLastIndex(isFinal);
  const weeks = [0, 1, 2, 3].map((back) => days.slice(0, last + 1 - 7 * back).slice(-7));
  if (weeks.some((week) => week.length < 7)) return null;
  const [latest = 0, ...earlier] = weeks.map((week) => week.reduce((sum, { rows }) => sum + rows, 0));
  const median = earlier.sort((a, b) => a - b)[1] ?? 0;
  return median === 0 ? 0 : Math.max(0, Math.round(100 * (1 - latest / median)));
}
