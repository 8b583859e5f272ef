import { describe, expect, test } from 'vitest';
import type { FaultName } from '../../simulator/faults.ts';
import type { ProgressEvent } from '../../src/ingest/run.ts';
import { expectEventsAsServed, expectListsAsServed, expectUsageAsServed } from '../harness/expect-served.ts';
import { KEPT_IN, withLakeFixture } from '../harness/lake-fixture.ts';
import { outcomes } from '../harness/pull-fixture.ts';

const sources = [
  'egress_ranges',
  'users',
  'codex_environments',
  'usage',
  'usage_workspace',
  'codex_tasks',
  'AUDIT_LOG',
  'AUTH_LOG',
];
const since = '2026-11-19';

describe.each(KEPT_IN)('in a %s', (on) => {
  test.each<{ readonly fault: FaultName; readonly reason: RegExp; readonly failing: readonly string[] }>([
    {
      fault: 'stuck-cursor',
      reason: /more .*promised/,
      failing: ['users', 'usage', 'codex_tasks', 'AUDIT_LOG'],
    },
    {
      fault: 'html-instead-of-json',
      reason: /the answer is not JSON$/,
      // Figures by day are asked for again day by day, and that is answered.
      failing: ['codex_environments', 'AUTH_LOG'],
    },
  ])(
    '$fault: a source it befalls fails with a reason, the others go on, and the next pull heals',
    async ({ fault, reason, failing }) => {
      await withLakeFixture({ on }, async ({ simulator, store, pull }) => {
        const befalls = (name: string) => failing.includes(name);
        const report = (event: ProgressEvent) => {
          if (event.is === 'started') simulator.setFaults(befalls(event.stream.source.name) ? [fault] : []);
        };
        const results = await pull({ sources, since, report });
        for (const { stream, outcome, counters } of results) {
          if (!befalls(stream.source.name)) expect(outcome).toBe('done');
          else expect([outcome, counters.reason]).toEqual(['failed', expect.stringMatching(reason)]);
        }

        simulator.setFaults([]);
        expect(new Set(Object.values(outcomes(await pull({ sources, since }))))).toEqual(new Set(['done']));
        await expectEventsAsServed(store, simulator);
        await expectUsageAsServed(store, simulator);
        await expectListsAsServed(store, simulator);
      });
    },
  );
});
