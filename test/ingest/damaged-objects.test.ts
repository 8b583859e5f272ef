import { describe, expect, test } from 'vitest';
import { startSimulator } from '../../simulator/simulator.ts';
import { isoOf } from '../../src/lake/iso-of.ts';
import { readSystemRows } from '../../src/lake/write/system-tables.ts';
import { EVERY_STREAM, objectKey } from '../../src/tables/layout.ts';
import { runs } from '../../src/tables/system-tables.ts';
import { dayOf } from '../../src/tables/utc-day.ts';
import { type FragileStore, type Way, withFragileStore } from '../harness/damage.ts';
import { KEPT_IN } from '../harness/lake-fixture.ts';
import { NOW, outcomes, pullInto, versions, withLake } from '../harness/pull-fixture.ts';

const ASKED = { sources: ['usage', 'CODEX_LOG', 'users'], since: '2026-11-18' };
const LATER = new Date(NOW.getTime() + 8 * 3_600_000);
const WAYS = ['emptied', 'cut', 'flipped'] as const satisfies readonly Way[];

/** Pulls, damages the object, and pulls again in the evening. */
async function pullOver(
  { store, damage }: FragileStore,
  keyOf: (keys: readonly string[]) => string,
  way: Way,
) {
  const simulator = await startSimulator({ people: 4, now: NOW });
  try {
    return await withLake(store, async (lake) => {
      await pullInto(lake, simulator, ASKED);
      const key = keyOf([...(await versions(store)).keys()]);
      await damage(key, way);
      simulator.setNow(LATER);
      const results = await pullInto(lake, simulator, { ...ASKED, now: LATER });
      const rows = await readSystemRows(lake, runs, [objectKey(runs, dayOf(LATER), EVERY_STREAM)]);
      const run = rows.flatMap((row) =>
        isoOf(row.started_at) >= LATER.toISOString() ? [String(row.source)] : [],
      );
      return { key, results, run: run.sort() };
    });
  } finally {
    await simulator.close();
  }
}

const last = (keys: readonly string[], start: string, end = '.parquet') =>
  keys.filter((key) => key.startsWith(start) && key.endsWith(end)).at(-1) ?? `no ${start}`;

describe.each(KEPT_IN)('in a %s', (on) => {
  test.each(WAYS)(
    "an object of the ledger of files that is %s fails the logs, by the object's key, and no other source",
    async (way) => {
      await withFragileStore(on, async (fragile) => {
        const { key, results } = await pullOver(fragile, (keys) => last(keys, 'lake/ledger_files/'), way);
        expect(outcomes(results)).toEqual({ usage: 'done', CODEX_LOG: 'failed', users: 'done' });
        const reason = results.find(({ outcome }) => outcome === 'failed')?.counters.reason;
        expect(reason).toContain(`object ${key}: `);
        expect(reason).toContain('codex-lake fsck --repair');
      });
    },
  );

  test.each(WAYS)('a part that is %s fails its own source, and rows are not put into it', async (way) => {
    await withFragileStore(on, async (fragile) => {
      const { key, results } = await pullOver(fragile, (keys) => last(keys, 'lake/codex_log/'), way);
      expect(outcomes(results)).toEqual({ usage: 'done', CODEX_LOG: 'failed', users: 'done' });
      expect(results[1]?.counters.reason).toContain(`object ${key}: `);
    });
  });

  test.each(WAYS)(
    'coverage that is %s fails all sources, and what they read is in the tables and in the ledger',
    async (way) => {
      await withFragileStore(on, async (fragile) => {
        const { key, results, run } = await pullOver(fragile, (keys) => last(keys, 'lake/coverage/'), way);
        expect(outcomes(results)).toEqual({ usage: 'failed', CODEX_LOG: 'failed', users: 'failed' });
        for (const { counters } of results) expect(counters.reason).toContain(`object ${key}: `);
        expect(run).toEqual(['CODEX_LOG', 'usage']); // nothing is new of users
      });
    },
  );
});
