import { expect, test } from 'vitest';
import { type Deadline, deadlineAfter } from '../../src/deadline/deadline.ts';
import { OutOfTimeError } from '../../src/deadline/errors.ts';
import { pull } from '../../src/ingest/pull.ts';
import type { Run } from '../../src/ingest/run.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { rowsByTable } from '../harness/compare-lakes.ts';
import { expectEventsAsServed, expectUsageAsServed } from '../harness/expect-served.ts';
import { withLakeFixture } from '../harness/lake-fixture.ts';
import { pullInto, runInto, withFolder, withLake } from '../harness/pull-fixture.ts';

const ASKED = { sources: ['usage', 'usage_workspace', 'CODEX_LOG', 'AUTH_LOG'], since: '2026-11-16' };

/** A function's time as a number of steps: what starts after them is refused. */
function stepsLeft(steps: number): Deadline {
  let left = steps;
  return {
    ...deadlineAfter(),
    left: () => (left > 0 ? 60_000 : 0),
    require() {
      if (--left < 0) throw new OutOfTimeError('out of time: no step left');
    },
  };
}

test('a backfill that runs out of time again and again goes on where it was, and ends like one without a limit', async () => {
  await withLakeFixture(
    { faults: ['late-events', 'duplicate-events'] },
    async ({ simulator, store, lake }) => {
      const { run, streams } = await runInto(lake, simulator, ASKED);
      let downloads = 0;
      let runs = 0;
      for (let done = false; !done; runs++) {
        const limited: Run = { ...run, id: `run ${runs}`, deadline: stepsLeft(17) };
        const results = await pull(limited, streams);
        done = results.length === streams.length && results.every(({ outcome }) => outcome === 'done');
        const now = simulator.requests.get('download') ?? 0;
        // Each run brings something: nothing is read over and over.
        if (!done) expect(now + results.length).toBeGreaterThan(downloads);
        downloads = now;
        expect(runs).toBeLessThan(40);
      }
      expect(runs).toBeGreaterThan(5);
      await expectEventsAsServed(store, simulator);
      await expectUsageAsServed(store, simulator);

      await withFolder((folder) => {
        const once = folderStore(folder);
        return withLake(once, async (other) => {
          await pullInto(other, simulator, ASKED);
          expect(await rowsByTable(store)).toEqual(await rowsByTable(once));
        });
      });
      // Every file was downloaded once, however often it was interrupted.
      expect(downloads).toBe(simulator.served.files.size);
    },
  );
}, 600_000);
