import { expect } from 'vitest';
import { FAULTS, type FaultName } from '../../simulator/faults.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { expectEventsAsServed, expectTasksAsServed, expectUsageAsServed } from '../harness/expect-served.ts';
import { withLakeFixture } from '../harness/lake-fixture.ts';
import { rowsOf } from '../harness/pull-fixture.ts';

/** Figures are asked for from a Monday on: its Tuesday is restated, its Wednesday told empty. Of logs, files of hours are enough. */
const ASKED = [
  { sources: ['egress_ranges'], isTouched: (fault: FaultName) => fault.startsWith('ranges-') },
  { sources: ['codex_tasks'], isTouched: (fault: FaultName) => fault.startsWith('task-') },
  { sources: ['usage', 'usage_workspace'], since: '2026-11-16', isTouched: isOfFigures },
  { sources: ['CODEX_LOG'], since: '2026-11-19', isTouched: isOfLogs },
];

function isOfFigures(fault: FaultName): boolean {
  return ['restated-day', 'empty-day', 'new-key', 'unknown-client'].includes(fault) || isOfTransport(fault);
}

function isOfLogs(fault: FaultName): boolean {
  return (
    !ASKED.slice(0, 2).some(({ isTouched }) => isTouched(fault)) &&
    !['restated-day', 'empty-day'].includes(fault)
  );
}

function isOfTransport(fault: FaultName): boolean {
  return ['rate-limited', 'server-errors', 'html-instead-of-json', 'stuck-cursor'].includes(fault);
}

/**
 * Faults that keep a source from being read at all while they last; each makes its source fail or hold, and what it does to
 * the others is what is tried here.
 */
const BLOCKING = new Set<FaultName>([
  'stuck-cursor',
  'html-instead-of-json',
  'ranges-truncated',
  'ranges-html-403',
]);
/** A 429 waits a second each, so it is tried with a few instead of with all. */
const SLOW: FaultName = 'rate-limited';
/** Those of the allowlists' own servers are tried beside them; what tells the latest event is asked for by no source. */
const NAMES = FAULTS.map(({ name }) => name).filter(
  (name) => name !== SLOW && name !== 'no-max-event-time' && !/^(github|aws|waf|prefix-list)-/.test(name),
);
/** Every fault alone, and with every other. */
export const PAIRS = [
  ...NAMES.flatMap((one, i) =>
    NAMES.slice(i).map((other): FaultName[] => (one === other ? [one] : [one, other])),
  ),
  ...(['truncated-body', 'server-errors', 'bad-line'] as const).map((other): FaultName[] => [SLOW, other]),
];

/** Pulls what the faults befall, twice, and expects what upstream has good to be there once, and what is bad to be named. */
export async function expectHarmless(faults: readonly FaultName[]): Promise<void> {
  const asked = ASKED.filter(({ isTouched }) =>
    faults.some((fault) => isTouched(fault) || isOfTransport(fault)),
  );
  const sources = asked.flatMap((one) => one.sources);
  await withLakeFixture({ people: 3, faults }, async ({ simulator, store, pull }) => {
    for (const { isTouched: _, ...one } of asked)
      for (const result of await pull(one)) expect(['done', 'failed']).toContain(result.outcome);
    // What upstream puts right is there afterwards; what it tells again is told again.
    simulator.setFaults(faults.filter((fault) => !BLOCKING.has(fault) && !fault.startsWith('ranges-')));
    for (const { isTouched: _, ...one } of asked) {
      const healed = await pull({ ...one, full: true });
      expect(healed.map(({ outcome, counters }) => [outcome, counters.reason])).toEqual(
        healed.map(() => ['done', undefined]),
      );
    }
    if (sources.includes('codex_tasks')) await expectTasksAsServed(store, simulator.served);
    if (sources.includes('usage')) await expectFigures(store, simulator, faults);
    if (sources.includes('CODEX_LOG')) await expectEvents(store, simulator, faults);
  });
}

async function expectFigures(
  store: ObjectStore,
  simulator: Simulator,
  faults: readonly FaultName[],
): Promise<void> {
  if (!faults.includes('empty-day')) return expectUsageAsServed(store, simulator);
  // Wednesday is told empty; it keeps what it had.
  const [kept] = await rowsOf(
    store,
    `SELECT count(*)::INTEGER AS rows FROM usage_user_day WHERE dt = '2026-11-18'`,
  );
  expect(Number(kept?.rows)).toBeGreaterThan(0);
}

async function expectEvents(
  store: ObjectStore,
  simulator: Simulator,
  faults: readonly FaultName[],
): Promise<void> {
  await expectEventsAsServed(store, simulator);
  const named = await rowsOf(store, `SELECT reason FROM ledger_files WHERE state <> 'landed'`);
  for (const { reason } of named) expect(reason).toMatch(/^file eclf_\w+ of CODEX_LOG: /);
  if (!faults.includes('wrong-checksum') && !faults.includes('expired-file')) expect(named).toEqual([]);
}
