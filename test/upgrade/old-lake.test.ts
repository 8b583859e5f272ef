import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../simulator/simulator.ts';
import { planRebuild, rebuildItem } from '../../src/repair/rebuild.ts';
import { KEPT_IN, withStore } from '../harness/lake-fixture.ts';
import { pullInto, runInto, withLake } from '../harness/pull-fixture.ts';
import { expectedOf, FAULTS, fingerprintsOf, NEXT_PULL, unpackInto } from './old-lake.ts';

describe.each(KEPT_IN)('a lake of the first version, in a %s', (on) => {
  it('is read, pulled into and rebuilt as that version did', async () => {
    const expected = await expectedOf();
    const simulator = await startSimulator({ people: 3, now: NEXT_PULL.now, faults: [...FAULTS] });
    try {
      await withStore(on, async (store) => {
        await unpackInto(store);
        expect(await fingerprintsOf(store, expected.asKept)).toEqual(expected.asKept);
        await withLake(store, async (lake) => {
          await pullInto(lake, simulator, { ...NEXT_PULL, content: 'keep' });
          expect(await fingerprintsOf(store, expected.pulled)).toEqual(expected.pulled);
          const { streams } = await runInto(lake, simulator, { content: 'keep' });
          const different = [];
          for (const item of await planRebuild(lake, streams))
            for (const rebuilt of await rebuildItem(lake, item, { verify: true }))
              if (rebuilt.missing + rebuilt.surplus > 0) different.push(rebuilt);
          expect(different).toEqual([]);
        });
      });
    } finally {
      await simulator.close();
    }
  });
});
