import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../simulator/simulator.ts';
import { planRebuild, rebuildItem } from '../../src/repair/rebuild.ts';
import { KEPT_IN, withStore } from '../harness/lake-fixture.ts';
import { pullInto, runInto, withLake } from '../harness/pull-fixture.ts';
import { expectedOf, FAULTS, fingerprintsOf, NEXT_PULL, unpackInto, withoutMoved } from './old-lake.ts';

describe.each(KEPT_IN)('a lake of the first version, in a %s', (on) => {
  it('is read, pulled into and rebuilt as that version did', { timeout: 600_000 }, async () => {
    const expected = await expectedOf();
    const simulator = await startSimulator({ people: 3, now: NEXT_PULL.now, faults: [...FAULTS] });
    try {
      await withStore(on, async (store) => {
        await unpackInto(store);
        expect(await fingerprintsOf(store, expected.asKept)).toEqual(expected.asKept);
        await withLake(store, async (lake) => {
          await pullInto(lake, simulator, { ...NEXT_PULL, content: 'keep' });
          const pulled = withoutMoved(expected.pulled);
          expect(withoutMoved(await fingerprintsOf(store, expected.pulled))).toEqual(pulled);
          const { streams } = await runInto(lake, simulator, { content: 'keep' });
          const rebuild = async (outdated: boolean, verify: boolean) => {
            const different = [];
            for (const item of await planRebuild(lake, streams, { outdated }))
              for (const rebuilt of await rebuildItem(lake, item, { verify }))
                if (rebuilt.missing + rebuilt.surplus > 0) different.push(rebuilt);
            return different;
          };
          for (const { isOutdated } of await rebuild(true, false)) expect(isOutdated).toBe(true);
          expect(await rebuild(false, true)).toEqual([]);
          expect(withoutMoved(await fingerprintsOf(store, expected.pulled))).toEqual(pulled);
        });
      });
    } finally {
      await simulator.close();
    }
  });
});
