import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FaultName } from '../../simulator/faults.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { streamsOfOriginals } from '../../src/ledger/known-streams.ts';
import { assessAnew } from '../../src/repair/assess-anew.ts';
import { planRebuild, rebuildItem } from '../../src/repair/rebuild.ts';
import { rebuildLedger } from '../../src/repair/rebuild-ledger.ts';
import { rowsByTable } from '../harness/compare-lakes.ts';
import { withLakeFixture } from '../harness/lake-fixture.ts';
import { pullInto, rowsOf, versions, withLake } from '../harness/pull-fixture.ts';

const FAULTS: FaultName[] = ['bad-line', 'restated-day', 'wrong-checksum', 'expired-file', 'late-events'];
const TIMES = ['2026-11-18T09:30:00Z', '2026-11-19T09:30:00Z', '2026-11-19T18:00:00Z'];

describe('the ledger', () => {
  test('and all tables are made again from raw/ and the journal alone, with what only the ledger knew', async () => {
    await withLakeFixture({ people: 4, faults: FAULTS }, async ({ lake, store, simulator }) => {
      for (const [index, time] of TIMES.entries()) {
        const now = new Date(time);
        simulator.setNow(now);
        await pullInto(lake, simulator, { now, since: '2026-11-16', runId: `run ${index}` });
      }
      const now = new Date(TIMES.at(-1) ?? '');
      const rows = await rowsByTable(store);
      expect(rows.ledger_files?.join()).toContain('quarantined');
      const ran = await rowsOf(store, 'SELECT * FROM runs ORDER BY ALL');
      expect(ran.length).toBeGreaterThan(3);
      const streams = await streamsOfOriginals(store);
      for (const folder of ['lake', 'inventory'])
        await rm(join(store.folder ?? '', folder), { recursive: true, force: true });

      // As another process, which has read nothing of it.
      await withLake(folderStore(store.folder ?? ''), async (again) => {
        const lacking = await rebuildLedger(again, { verify: true });
        expect(lacking.every(({ rows: all, missing }) => all === missing && all > 0)).toBe(true);
        await rebuildLedger(again);
        await assessAnew(again, streams, now);
        for (const item of await planRebuild(again, streams)) await rebuildItem(again, item);
        const made = await rowsByTable(store);
        expect(await rowsOf(store, 'SELECT * FROM runs ORDER BY ALL')).toEqual(ran);
        const isCompared = (name: string) => !NOT_OF_ORIGINALS.includes(name);
        for (const name of Object.keys(rows).filter(isCompared)) expect(made[name], name).toEqual(rows[name]);

        const whole = await versions(store);
        expect((await rebuildLedger(again)).every(({ missing }) => missing === 0)).toBe(true);
        expect(await versions(store)).toEqual(whole);
      });
    });
  }, 300_000);
});

/** What a list's versions added and removed, what syncs did, and rejects, which repair makes anew; coverage tells when it was reckoned. */
const NOT_OF_ORIGINALS = [
  'egress_ip_changes',
  'allowlist_syncs',
  'allowlist_changes',
  'rejects',
  'coverage',
  'log_types',
];
