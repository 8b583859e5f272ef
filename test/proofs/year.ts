import { expect } from 'vitest';
import { startSimulator } from '../../simulator/simulator.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { addDays, type Day, dayOf, daysFrom, startOf } from '../../src/tables/utc-day.ts';
import { type Calls, countCalls } from '../harness/count-calls.ts';
import { pullInto, rowsOf, withFolder, withLake } from '../harness/pull-fixture.ts';
import { Reader } from '../simulator/reader.ts';

export interface Year {
  readonly people: number;
  readonly days: number;
  /** Days of pulls that did not happen, from one on, so many. */
  readonly outages: readonly { readonly from: number; readonly days: number }[];
  readonly sources: readonly string[];
}

const FIRST: Day = '2025-11-20';
const at = (day: Day) => new Date(startOf(day) + 9.5 * 3_600_000);
const LOG = 'AUTH_LOG';
const LOG_KEPT_DAYS = 30;
const LOG_LAG_HOURS = 1;

/**
 * Pulls once a day for so long, but for the outages. Tells which files of the log upstream ever had, which of them it had when
 * there was a pull, which the lake has, what coverage says of each day, and what a run that finds nothing new costs early and late.
 */
export async function liveThrough(year: Year) {
  return withFolder(async (folder) => {
    const simulator = await startSimulator({ people: year.people, now: at(FIRST) });
    const store = folderStore(folder);
    const isOut = (index: number) =>
      year.outages.some(({ from, days }) => index >= from && index < from + days);
    const costs = new Map<number, Calls>();
    const listed = new Map<string, Day>();
    const offered = new Set<string>();
    const pulls: Date[] = [];
    try {
      for (let index = 0; index < year.days; index++) {
        const day = addDays(FIRST, index);
        simulator.setNow(at(day));
        const after = addDays(day, isOut(index - 1) ? -LOG_KEPT_DAYS - 1 : -2);
        for (const file of await new Reader(simulator).files(LOG, new Date(startOf(after)).toISOString())) {
          listed.set(file.id, dayOf(Date.parse(file.end_time)));
          // Asked for 30 days back, upstream lists what ended strictly later.
          const isListed = Date.parse(file.end_time) > at(day).getTime() - LOG_KEPT_DAYS * 86_400_000;
          if (!isOut(index) && isListed) offered.add(file.id);
        }
        if (isOut(index)) continue;
        pulls.push(at(day));
        await pullOn(store, simulator, year.sources, day);
        if (index === 29 || index === year.days - 1)
          costs.set(
            index + 1,
            await countCalls(store, simulator, (counted) => pullOn(counted, simulator, year.sources, day)),
          );
      }
      const last = addDays(FIRST, year.days - 1);
      const files = await rowsOf(
        store,
        `SELECT log_file_id FROM ledger_files WHERE source = '${LOG}' AND state = 'landed'`,
      );
      const coverage = await rowsOf(
        store,
        `SELECT source, day::VARCHAR AS day, state, units::INTEGER AS units FROM coverage ORDER BY source, day`,
      );
      return {
        costs,
        listed,
        offered,
        pulls,
        landed: new Set(files.map(({ log_file_id }) => String(log_file_id))),
        coverage: coverage.filter(({ day }) => String(day) >= FIRST && String(day) < last),
        days: daysFrom(FIRST, last),
      };
    } finally {
      await simulator.close();
    }
  });
}

type Simulated = Awaited<ReturnType<typeof startSimulator>>;

function pullOn(store: ObjectStore, simulator: Simulated, sources: readonly string[], day: Day) {
  return withLake(store, (lake) => pullInto(lake, simulator, { sources, now: at(day), runId: day }));
}

/**
 * Coverage is exact: what was not landed is what upstream had at no pull; a day is said to be missing when no pull saw all of
 * it, late enough and not too late; and so every day said to be whole has every file that upstream ever listed.
 */
export function expectExact({
  listed,
  offered,
  pulls,
  landed,
  coverage,
  days,
}: Awaited<ReturnType<typeof liveThrough>>) {
  const states = new Map(
    coverage.filter(({ source }) => source === LOG).map(({ day, state }) => [String(day), String(state)]),
  );
  expect(days.filter((day) => !states.has(day))).toEqual([]);
  const past = [...listed].filter(([, day]) => day < (days.at(-1) ?? ''));
  const lost = past.filter(([id]) => !landed.has(id));
  expect(lost).toEqual(past.filter(([id]) => !offered.has(id)));

  const seenWhole = (day: Day) =>
    pulls.some((pull) => {
      const whole = startOf(addDays(day, 1)) + LOG_LAG_HOURS * 3_600_000 <= pull.getTime();
      return whole && pull.getTime() < startOf(addDays(day, LOG_KEPT_DAYS));
    });
  const missing = [...states].filter(([, state]) => state === 'missing').map(([day]) => day);
  expect(missing).toEqual(days.filter((day) => day < (days.at(-1) ?? '') && !seenWhole(day)));
  expect(lost.filter(([, day]) => !missing.includes(day))).toEqual([]);
  const figures = coverage.filter(({ source, state }) => source === 'usage' && state === 'missing');
  expect(figures).toEqual([]);
  return { lost: lost.map(([id]) => id), missing };
}
