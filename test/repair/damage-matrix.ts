import { expect } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { systemClock } from '../../src/allowlist/clock.ts';
import { changeState, DECISIONS_KEY, Decisions, NO_DECISIONS } from '../../src/allowlist/state.ts';
import { auditObjects } from '../../src/coverage/damage/audit-objects.ts';
import { deadlineAfter } from '../../src/deadline/deadline.ts';
import { digestKeyOf } from '../../src/lake/digest-key.ts';
import type { Lake } from '../../src/lake/lake.ts';
import { checkObjects } from '../../src/repair/check-objects.ts';
import { findDamage } from '../../src/repair/find-damage.ts';
import { repairDamage } from '../../src/repair/repair-damage.ts';
import { rowsByTable } from '../harness/compare-lakes.ts';
import { type FragileStore, type Way, withFragileStore } from '../harness/damage.ts';
import type { KEPT_IN } from '../harness/lake-fixture.ts';
import { NOW, pullInto, runInto, versions, withLake } from '../harness/pull-fixture.ts';

/** A kind of object: which keys are of it, and what comes back of one that is damaged, while upstream still has all. */
export interface Kind {
  readonly name: string;
  readonly isOf: (key: string) => boolean;
  readonly comesBack: 'all' | 'as far as anything else has it' | 'by hand';
}

export const KINDS: readonly Kind[] = [
  { name: 'original of a log', isOf: of(/^raw\/CODEX_LOG\/.*dt=2026-11-19/), comesBack: 'all' },
  { name: 'original of a day', isOf: of(/^raw\/usage\/.*dt=2026-11-17/), comesBack: 'all' },
  { name: 'original of a list', isOf: of(/^raw\/users\//), comesBack: 'all' },
  { name: 'part of a week of events', isOf: of(/^lake\/codex_log\/.*2026-11-15\./), comesBack: 'all' },
  { name: 'month of figures', isOf: of(/^lake\/usage_user_day\/.*2026-11-01\./), comesBack: 'all' },
  { name: 'list', isOf: of(/^lake\/users\//), comesBack: 'all' },
  { name: 'ledger of files', isOf: of(/^lake\/ledger_files\/.*2026-11-18\./), comesBack: 'all' },
  { name: 'ledger of days', isOf: of(/^lake\/ledger_days\/.*2026-11-01\./), comesBack: 'all' },
  { name: 'coverage', isOf: of(/^lake\/coverage\/.*2026-11-01\./), comesBack: 'all' },
  { name: 'runs', isOf: of(/^lake\/runs\//), comesBack: 'all' },
  { name: 'journal', isOf: of(/^journal\//), comesBack: 'all' },
  { name: 'rejects', isOf: of(/^lake\/rejects\//), comesBack: 'all' },
  { name: 'state', isOf: of(/^state\/allowlist\//), comesBack: 'by hand' },
  { name: 'digest key', isOf: of(/^private\/digest-key$/), comesBack: 'by hand' },
];

function of(pattern: RegExp): Kind['isOf'] {
  return (key) => pattern.test(key);
}

const ASKED = { sources: ['usage', 'CODEX_LOG', 'users'], since: '2026-11-16' };

export interface Case {
  readonly on: (typeof KEPT_IN)[number];
  readonly kind: Kind;
  readonly way: Way;
}

/** A lake to be damaged again and again, with what it was. */
interface Stand extends FragileStore {
  readonly lake: Lake;
  readonly simulator: Simulator;
  readonly rows: Record<string, string[]>;
}

/**
 * Damages one object of each kind in each way, and expects it to be found, by listing and by reading, it alone, and to be mended
 * where anything has what was in it: every table row for row as it was, and nothing left to find. Tells what was tried.
 */
export async function expectDamageFound(cases: readonly Omit<Case, 'on'>[], on: Case['on']): Promise<string> {
  let mended = 0;
  await withStand(on, async (stand) => {
    for (const one of cases) if (await expectFound(stand, one)) mended++;
  });
  return `in a ${on}: ${cases.length} damages of ${new Set(cases.map(({ kind }) => kind)).size} kinds, all found; ${mended} mended, the others named with what a person does`;
}

function withStand(on: Case['on'], work: (stand: Stand) => Promise<void>): Promise<void> {
  return withFragileStore(on, async (fragile) => {
    const simulator = await startSimulator({ people: 4, now: NOW, faults: ['bad-line'] });
    try {
      await withLake(fragile.store, async (lake) => {
        await pullInto(lake, simulator, ASKED);
        await digestKeyOf(fragile.store, deadlineAfter());
        const place = { store: fragile.store, clock: systemClock(deadlineAfter()) };
        await changeState(place, DECISIONS_KEY, Decisions, () => ({ ...NO_DECISIONS, accepted: ['one'] }));
        expect(await auditObjects(lake, NOW)).toEqual([]);
        await work({ ...fragile, lake, simulator, rows: await rowsByTable(fragile.store) });
      });
    } finally {
      await simulator.close();
    }
  });
}

async function expectFound(stand: Stand, { kind, way }: Omit<Case, 'on'>): Promise<boolean> {
  const { store, lake, simulator, damage, rows } = stand;
  const what = `${kind.name} ${way}`;
  const keys = [...(await versions(store)).keys()];
  const key = keys.find(kind.isOf) ?? `no ${kind.name}`;
  const bytes = await store.read(key);
  await damage(key, way);

  const listed = await auditObjects(lake, NOW);
  expect([what, listed.map((one) => one.key)]).toEqual([what, [key]]);
  expect([what, listed[0]]).toEqual([
    what,
    { key, problem: expect.stringMatching(/\S/), remedy: expect.stringMatching(/\S/) },
  ]);
  // What was found stays found, though nothing is read again.
  expect([what, await auditObjects(lake, NOW)]).toEqual([what, listed]);
  if (way !== 'lost') {
    const read = await checkObjects(lake);
    expect([what, read.map((one) => one.key)]).toEqual([what, [key]]);
  }

  const { run, streams } = await runInto(lake, simulator, { ...ASKED, runId: 'repair' });
  const { since: _, ...whole } = run;
  const found = await findDamage(lake, NOW, { deep: true });
  const [repaired, ...more] = await repairDamage(whole, streams, found);
  expect([what, more]).toEqual([what, []]);
  if (kind.comesBack === 'by hand') {
    expect([what, repaired]).toMatchObject([what, { key, isMended: false, note: /put it back/ }]);
    await store.put(key, bytes ?? new Uint8Array(), (await store.head(key)) ?? 'absent');
  } else {
    expect([what, repaired]).toMatchObject([what, { key, isMended: true }]);
    expect([what, repaired?.note !== undefined]).toEqual([what, kind.comesBack !== 'all']);
  }
  expect([what, await findDamage(lake, NOW, { deep: true })]).toEqual([what, []]);
  expect([what, await rowsByTable(store)]).toEqual([what, rows]);
  return repaired?.isMended === true;
}
