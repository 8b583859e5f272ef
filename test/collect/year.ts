import { expect } from 'vitest';
import { folderStore } from '../../lambdas/lake/folder-store.ts';
import type { ObjectStore } from '../../lambdas/lake/object-store.ts';
import { addDays, type Day, dayOf, daysFrom, startOf } from '../../lambdas/tables/utc-day.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { Reader } from '../simulator/reader.ts';
import { pullInto, rowsOf, withFolder, withLake } from './fixture.ts';

export interface Year {
  readonly people: number;
  readonly days: number;
  /** Days of pulls that did not happen, from one on, so many. */
  readonly outages: readonly { readonly from: number; readonly days: number }[];
  readonly sources: readonly string[];
}

/** Calls of one run: to the store by kind, and upstream. */
type Calls = Readonly<Record<'list' | 'download' | 'read' | 'head' | 'put' | 'upstream', number>>;

const FIRST: Day = '2025-11-20';
const at = (day: Day) => new Date(startOf(day) + 9.5 * 3_600_000);
const LOG = 'AUTH_LOG';
const LOG_KEPT_DAYS = 30;

/**
 * Pulls once a day for so long, but for the outages. Tells which files of the log upstream ever had, what the lake has of
 * them, what coverage says of each day, and what a run that finds nothing new costs early and late.
 */
export async function liveThrough(year: Year) {
  return withFolder(async (folder) => {
    const simulator = await startSimulator({ people: year.people, now: at(FIRST) });
    const store = folderStore(folder);
    const isOut = (index: number) =>
      year.outages.some(({ from, days }) => index >= from && index < from + days);
    const costs = new Map<number, Calls>();
    const listed = new Map<string, Day>();
    try {
      for (let index = 0; index < year.days; index++) {
        const day = addDays(FIRST, index);
        simulator.setNow(at(day));
        for (const file of await new Reader(simulator).files(
          LOG,
          new Date(startOf(addDays(day, -2))).toISOString(),
        ))
          listed.set(file.id, dayOf(Date.parse(file.end_time)));
        if (isOut(index)) continue;
        await pullOn(store, simulator, year.sources, day);
        if (index === 29 || index === year.days - 1)
          costs.set(index + 1, await costOf(store, simulator, year.sources, day));
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

async function costOf(
  store: ObjectStore,
  simulator: Simulated,
  sources: readonly string[],
  day: Day,
): Promise<Calls> {
  const calls = { list: 0, download: 0, read: 0, head: 0, put: 0, upstream: 0 };
  const counted: ObjectStore = {
    ...store,
    list(prefix, after) {
      calls.list++;
      return store.list(prefix, after);
    },
    download(key, file) {
      calls.download++;
      return store.download(key, file);
    },
    read(key, range) {
      calls.read++;
      return store.read(key, range);
    },
    head(key) {
      calls.head++;
      return store.head(key);
    },
    put(key, body, expected) {
      calls.put++;
      return store.put(key, body, expected);
    },
  };
  const asked = () => [...simulator.requests.values()].reduce((sum, n) => sum + n, 0);
  const before = asked();
  await pullOn(counted, simulator, sources, day);
  calls.upstream = asked() - before;
  return calls;
}

/** Coverage is exact: a day said to be whole has every file upstream ever listed, and every file that is not here is of a day that is not. */
export function expectExact({ listed, landed, coverage, days }: Awaited<ReturnType<typeof liveThrough>>) {
  const states = new Map(
    coverage.filter(({ source }) => source === LOG).map(({ day, state }) => [String(day), String(state)]),
  );
  expect(days.filter((day) => !states.has(day))).toEqual([]);
  const lost = [...listed].filter(([id, day]) => !landed.has(id) && day < (days.at(-1) ?? ''));
  const lostDays = new Set(lost.map(([, day]) => day));
  expect([...lostDays].filter((day) => states.get(day) !== 'missing')).toEqual([]);
  const figures = coverage.filter(({ source, state }) => source === 'usage' && state === 'missing');
  expect(figures).toEqual([]);
  return {
    lost: lost.map(([id]) => id),
    missing: [...states].filter(([, state]) => state === 'missing').map(([day]) => day),
  };
}

export { LOG_KEPT_DAYS };
