import { expect, test } from 'vitest';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { s3Store } from '../../src/lake/store/s3-store.ts';
import { rowsByTable } from '../harness/compare-lakes.ts';
import { pullInto, withFolder, withLake } from '../harness/pull-fixture.ts';
import { BUCKET, type Mishap, startConditionalS3 } from '../lake/store/conditional-s3.ts';
import { ASKED, FIRST, pullTwice, SECOND, undisturbed, withSimulator } from './pull-twice.ts';

test.each<{ readonly mishaps: readonly Mishap[] }>([
  { mishaps: ['server error', 'slow down'] },
  { mishaps: ['conflict'] },
  { mishaps: ['answer lost'] },
  { mishaps: ['answer lost', 'conflict', 'server error', 'slow down'] },
])(
  'an S3 whose every third write meets $mishaps holds the rows of one that fails never',
  async ({ mishaps }) => {
    const s3 = await startConditionalS3();
    await withSimulator(async (simulator) => {
      const inner = s3Store(BUCKET, 'lake', s3.client);
      let writes = 0;
      const store: ObjectStore = {
        ...inner,
        put(key, body, expected) {
          const mishap = mishaps[Math.floor(writes / 3) % mishaps.length];
          if (writes++ % 3 === 0 && mishap !== undefined) s3.mishaps.push(mishap);
          return inner.put(key, body, expected);
        },
      };
      await pullTwice(store, simulator);
      expect(writes).toBeGreaterThan(40);
      expect(s3.puts()).toBeGreaterThan(writes);
      expect(await rowsByTable(store)).toEqual(await undisturbed(simulator));
    });
    await s3.close();
  },
  180_000,
);

test('a listing that does not show the latest write yet costs a look more, and no row', async () => {
  await withSimulator((simulator) =>
    withFolder(async (folder) => {
      const inner = folderStore(folder);
      const latest = new Set<string>();
      let hidden = 0;
      const store: ObjectStore = {
        ...inner,
        async put(key, body, expected) {
          const written = await inner.put(key, body, expected);
          if (expected === 'absent') latest.add(key);
          return written;
        },
        async *list(prefix, after) {
          // Each new object is missed by the first listing that should have it.
          for await (const object of inner.list(prefix, after)) {
            if (latest.delete(object.key)) hidden++;
            else yield object;
          }
        },
      };
      await pullTwice(store, simulator);
      expect(hidden).toBeGreaterThan(5);
      expect(await rowsByTable(inner)).toEqual(await undisturbed(simulator));
    }),
  );
}, 600_000);

test('a disk that is full fails the pull and loses nothing: with room again, it ends as if nothing had been', async () => {
  await withSimulator((simulator) =>
    withFolder(async (folder) => {
      const inner = folderStore(folder);
      let room = 0;
      const store: ObjectStore = {
        ...inner,
        put(key, body, expected) {
          if (room-- > 0) return inner.put(key, body, expected);
          const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
          return Promise.reject(full);
        },
      };
      let failures = 0;
      for (const now of [FIRST, SECOND]) {
        simulator.setNow(now);
        for (let done = false; !done; ) {
          // Somebody makes a little more room each time.
          room = 9 * (failures + 1);
          try {
            await withLake(store, (lake) => pullInto(lake, simulator, { ...ASKED, now }));
            done = true;
          } catch (error) {
            expect(error).toMatchObject({ code: 'ENOSPC' });
            failures++;
          }
        }
      }
      expect(failures).toBeGreaterThan(1);
      expect(await rowsByTable(inner)).toEqual(await undisturbed(simulator));
    }),
  );
}, 600_000);
