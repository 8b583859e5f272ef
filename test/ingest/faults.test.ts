import { expect, test } from 'vitest';
import type { FaultName } from '../../simulator/faults.ts';
import { expectEventsAsServed, expectListsAsServed, expectUsageAsServed } from '../harness/expect-served.ts';
import { withLakeFixture } from '../harness/lake-fixture.ts';
import { outcomes, rowsOf } from '../harness/pull-fixture.ts';

const FAULTS: readonly FaultName[] = [
  'duplicate-events',
  'late-events',
  'bad-line',
  'wrong-checksum',
  'same-end-time',
  'restated-day',
  'server-errors',
  'truncated-body',
];

test.each(['folder', 'bucket'] as const)(
  'all faults at once, over two pulls into a %s: the lake ends with what was served, and the bad file is held and named',
  async (on) => {
    await withLakeFixture({ on, faults: FAULTS, people: 8 }, async ({ simulator, store, pull }) => {
      const lists = { sources: ['users', 'codex_environments', 'egress_ranges', 'codex_tasks'] };
      const days = { sources: ['usage', 'usage_workspace'], since: '2026-11-16' };
      const logs = { sources: ['CODEX_LOG', 'AUDIT_LOG'], since: '2026-11-19' };
      const seen: Record<string, string>[] = [];
      const held: number[] = [];
      for (const now of [new Date('2026-11-19T10:00:00Z'), new Date('2026-11-19T18:30:00Z')]) {
        simulator.setNow(now);
        for (const asked of [lists, days, logs]) {
          // Each 429 takes a second, so what is asked page by page is spared.
          simulator.setFaults(asked === lists ? FAULTS : [...FAULTS, 'rate-limited']);
          const results = await pull({ ...asked, now });
          seen.push(outcomes(results));
          held.push(...results.map(({ counters }) => counters.notLanded));
        }
      }
      expect(new Set(seen.flatMap((results) => Object.values(results)))).toEqual(new Set(['done']));
      await expectEventsAsServed(store, simulator);
      await expectUsageAsServed(store, simulator);
      await expectListsAsServed(store, simulator);

      const bad = [...simulator.served.files].filter(([, { good }]) => !good).map(([id]) => id);
      const quarantined = await rowsOf(
        store,
        `SELECT log_file_id, reason FROM ledger_files WHERE state = 'quarantined'`,
      );
      expect(bad.length).toBeGreaterThan(0);
      expect(quarantined.map(({ log_file_id }) => log_file_id).sort()).toEqual(bad.sort());
      for (const { reason } of quarantined) expect(reason).toMatch(/its SHA-256 is not the listed one$/);
      expect(held.reduce((sum, n) => sum + n, 0)).toBe(bad.length);
      const restated = await rowsOf(
        store,
        `SELECT DISTINCT day::VARCHAR AS day FROM ledger_days WHERE source = 'usage' AND revision > 1 AND day < '2026-11-18'`,
      );
      expect(restated).toEqual([{ day: '2026-11-17' }]);
    });
  },
  180_000,
);
