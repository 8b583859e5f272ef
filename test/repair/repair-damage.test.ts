import { describe, expect, test } from 'vitest';
import { startSimulator } from '../../simulator/simulator.ts';
import { SET_ASIDE } from '../../src/coverage/damage/walk-days.ts';
import type { Lake } from '../../src/lake/lake.ts';
import { findDamage } from '../../src/repair/find-damage.ts';
import { planRebuild, rebuildApart } from '../../src/repair/rebuild.ts';
import { repairDamage } from '../../src/repair/repair-damage.ts';
import { rowsByTable } from '../harness/compare-lakes.ts';
import { type FragileStore, withFragileStore } from '../harness/damage.ts';
import { KEPT_IN } from '../harness/lake-fixture.ts';
import { NOW, outcomes, pullInto, rowsOf, runInto, versions, withLake } from '../harness/pull-fixture.ts';

const ASKED = { sources: ['usage', 'AUTH_LOG', 'users'], since: '2026-11-16' };
const DAY_MS = 86_400_000;
type Upstream = Awaited<ReturnType<typeof startSimulator>>;
type Work = (stand: FragileStore & { readonly lake: Lake; readonly simulator: Upstream }) => Promise<void>;

function withPulledLake(on: (typeof KEPT_IN)[number], work: Work): Promise<void> {
  return withFragileStore(on, async (fragile) => {
    const simulator = await startSimulator({ people: 4, now: NOW });
    try {
      await withLake(fragile.store, async (lake) => {
        await pullInto(lake, simulator, ASKED);
        await work({ ...fragile, lake, simulator });
      });
    } finally {
      await simulator.close();
    }
  });
}

async function keysOf({ store }: FragileStore, pattern: RegExp): Promise<string[]> {
  const keys = [...(await versions(store)).keys()].filter((key) => pattern.test(key));
  expect(keys.length).toBeGreaterThan(0);
  return keys;
}

/** Finds and repairs, as `fsck --deep --repair` does; tells what was not mended. */
async function fsck(lake: Lake, simulator: Upstream, now = NOW) {
  const { run, streams } = await runInto(lake, simulator, { sources: ASKED.sources, now, runId: 'repair' });
  const done = await repairDamage(run, streams, await findDamage(lake, now, { deep: true }));
  return done.filter(({ isMended }) => !isMended);
}

const NOT_COMPARED = ['runs', 'coverage'];

/** Rows but for what tells when and how they came: the ledger's times, names of files, revisions. */
async function rowsMadeOfOriginals(lake: Lake): Promise<Record<string, string[]>> {
  const rows = await rowsByTable(lake.store);
  return Object.fromEntries(
    Object.entries(rows).filter(([name]) => !name.startsWith('ledger_') && !NOT_COMPARED.includes(name)),
  );
}

describe.each(KEPT_IN)('in a %s', (on) => {
  test('many objects damaged at once are mended together, each by one write, and a copy of each is kept', async () => {
    await withPulledLake(on, async (stand) => {
      const { store, lake, simulator, damage } = stand;
      const rows = await rowsByTable(store);
      const [part = '', ...originals] = [
        ...(await keysOf(stand, /^lake\/compliance_log\/.*2026-11-15\./)),
        ...(await keysOf(stand, /^raw\/AUTH_LOG\/.*dt=2026-11-18/)).slice(0, 3),
      ];
      const [ledger = ''] = await keysOf(stand, /^lake\/ledger_files\/.*2026-11-18\./);
      await findDamage(lake, NOW);
      await damage(part, 'flipped');
      await damage(ledger, 'lost');
      for (const key of originals) await damage(key, 'cut');
      expect(await fsck(lake, simulator)).toEqual([]);
      expect(await rowsByTable(store)).toEqual(rows);
      const kept = await keysOf(stand, new RegExp(`^${SET_ASIDE}`));
      expect(kept).toHaveLength(1 + originals.length);
      await findDamage(lake, NOW);
      const whole = await versions(store);
      expect(await fsck(lake, simulator)).toEqual([]);
      expect(await versions(store)).toEqual(whole);
    });
  }, 300_000);

  test('repairs and pulls at once leave what repairs alone leave', async () => {
    await withPulledLake(on, async (stand) => {
      const { store, lake, simulator, damage } = stand;
      const rows = await rowsByTable(store);
      for (const pattern of [
        /^lake\/compliance_log\/.*2026-11-15\./,
        /^lake\/usage_user_day\/.*2026-11-01\./,
      ]) {
        const [key = ''] = await keysOf(stand, pattern);
        await damage(key, 'cut');
      }
      const again = () => withLake(store, (one) => fsck(one, simulator));
      const pull = () => withLake(store, (one) => pullInto(one, simulator, { ...ASKED, runId: 'beside' }));
      await Promise.all([again(), pull(), again(), pull()]);
      expect(await fsck(lake, simulator)).toEqual([]);
      expect(await rowsByTable(store)).toEqual(rows);
    });
  }, 300_000);
});

test('one byte of an original flipped: rebuild writes nothing of its day, names it, and its neighbours are compared', async () => {
  await withPulledLake('folder', async (stand) => {
    const { store, lake, damage } = stand;
    const [key = ''] = await keysOf(stand, /^raw\/AUTH_LOG\/.*dt=2026-11-18/);
    const before = await versions(store, 'lake/compliance_log/');
    await damage(key, 'flipped');
    const { streams } = await runInto(lake, stand.simulator, ASKED);
    const failed: string[] = [];
    let compared = 0;
    for (const item of await planRebuild(lake, streams, { tables: ['compliance_log'] })) {
      const { rebuilt, damaged } = await rebuildApart(lake, item);
      compared += rebuilt.length;
      failed.push(...damaged.map(({ message }) => message));
    }
    expect(new Set(failed)).toEqual(new Set([expect.stringContaining(`object ${key}: `)]));
    expect(compared).toBeGreaterThan(2);
    expect(await versions(store, 'lake/compliance_log/')).toEqual(before);
  });
});

test('when upstream has forgotten the days, the ledger is made again from originals, and tables of it are as they were', async () => {
  await withPulledLake('folder', async (stand) => {
    const { store, lake, simulator, damage } = stand;
    const later = new Date(NOW.getTime() + 100 * DAY_MS);
    simulator.setNow(later);
    const rows = await rowsMadeOfOriginals(lake);
    const days = await rowsOf(
      store,
      'SELECT day, content_hash, raw_key, rows, bytes, rejects, figures FROM ledger_days ORDER BY ALL',
    );
    const files = await rowsOf(
      store,
      'SELECT log_file_id, sha256, raw_key, rows, bytes, first_event, file_day FROM ledger_files ORDER BY ALL',
    );
    for (const pattern of [
      /^lake\/ledger_days\/.*2026-11-01\./,
      /^lake\/ledger_files\/.*2026-11-18\./,
      /^lake\/compliance_log\/.*2026-11-15\./,
      /^lake\/usage_user_day\/.*2026-11-01\./,
    ]) {
      const [key = ''] = await keysOf(stand, pattern);
      await damage(key, 'cut');
    }
    expect(await fsck(lake, simulator, later)).toEqual([]);
    expect(await rowsMadeOfOriginals(lake)).toEqual(rows);
    expect(
      await rowsOf(
        store,
        'SELECT day, content_hash, raw_key, rows, bytes, rejects, figures FROM ledger_days ORDER BY ALL',
      ),
    ).toEqual(days);
    expect(
      await rowsOf(
        store,
        'SELECT log_file_id, sha256, raw_key, rows, bytes, first_event, file_day FROM ledger_files ORDER BY ALL',
      ),
    ).toEqual(files);
  });
}, 300_000);

test('an original nobody has any more is named with what to do, and its table keeps its rows', async () => {
  await withPulledLake('folder', async (stand) => {
    const { lake, simulator, damage } = stand;
    const later = new Date(NOW.getTime() + 40 * DAY_MS);
    const [key = ''] = await keysOf(stand, /^raw\/AUTH_LOG\/.*dt=2026-11-18/);
    const rows = await rowsMadeOfOriginals(lake);
    await damage(key, 'cut');
    simulator.setNow(later);
    const [left, ...more] = await fsck(lake, simulator, later);
    expect(more).toEqual([]);
    expect(left).toMatchObject({ key, isMended: false, note: expect.stringMatching(/\S/) });
    expect(await rowsMadeOfOriginals(lake)).toEqual(rows);
  });
});

test('where upstream tells an emptier day by now, a ledger that was lost is made of the original, and the day keeps its rows', async () => {
  await withPulledLake('folder', async (stand) => {
    const { store, lake, simulator, damage } = stand;
    const rows = await rowsMadeOfOriginals(lake);
    const [key = ''] = await keysOf(stand, /^lake\/ledger_days\/.*2026-11-01\./);
    simulator.setFaults(['empty-day']);
    await pullInto(lake, simulator, ASKED);
    await findDamage(lake, NOW);
    await damage(key, 'lost');
    expect(await fsck(lake, simulator)).toEqual([]);
    expect(await rowsMadeOfOriginals(lake)).toEqual(rows);
    expect(outcomes(await pullInto(lake, simulator, ASKED))).toMatchObject({ usage: 'done' });
    expect(await rowsMadeOfOriginals(lake)).toEqual(rows);
    const states = await rowsOf(
      store,
      "SELECT DISTINCT state FROM ledger_days WHERE day = '2026-11-18' AND source = 'usage'",
    );
    expect(states.map(({ state }) => state).sort()).toEqual(['held', 'landed']);
  });
});

test('where nobody noticed that the ledger of a day is lost, an emptier answer is held against the rows the table has', async () => {
  await withPulledLake('folder', async (stand) => {
    const { lake, simulator, damage } = stand;
    const rows = await rowsMadeOfOriginals(lake);
    const [key = ''] = await keysOf(stand, /^lake\/ledger_days\/.*2026-11-01\./);
    simulator.setFaults(['empty-day']);
    await pullInto(lake, simulator, ASKED);
    await damage(key, 'lost');
    const [usage] = await pullInto(lake, simulator, ASKED);
    expect(usage?.counters).toMatchObject({ notLanded: 1 });
    expect(await rowsMadeOfOriginals(lake)).toEqual(rows);
  });
});
