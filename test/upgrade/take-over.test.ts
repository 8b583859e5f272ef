import { describe, expect, test } from 'vitest';
import { openLakeToRead } from '../../src/lake/lake.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { takeOverFormerLayout } from '../../src/ledger/former-layout.ts';
import { LAYOUT_MARK } from '../../src/ledger/layout-mark.ts';
import { isFormerLayout } from '../../src/tables/layout.ts';
import { KEPT_IN, withStore } from '../harness/lake-fixture.ts';
import { versions } from '../harness/pull-fixture.ts';
import { expectedOf, fingerprintsOf, unpackInto } from './old-lake.ts';

const quietly = { tell: () => {} };

async function takeOver(store: ObjectStore): Promise<void> {
  const lake = await openLakeToRead(store);
  try {
    await takeOverFormerLayout(lake, quietly);
  } finally {
    await lake.close();
  }
}

/** A store whose process is gone after so many writes. */
function dyingStore(store: ObjectStore, writes: number): ObjectStore {
  let left = writes;
  return {
    ...store,
    put(key, body, expected) {
      if (left-- <= 0) throw new Error('killed');
      return store.put(key, body, expected);
    },
  };
}

/** The store once what the former layout left is removed. */
function withoutFormer(store: ObjectStore): ObjectStore {
  return {
    ...store,
    async *list(prefix, after) {
      for await (const object of store.list(prefix, after)) if (isNew(object.key)) yield object;
    },
    download: (key, file) => (isNew(key) ? store.download(key, file) : Promise.resolve(undefined)),
  };
}

const isNew = (key: string) => !isFormerLayout(key);
const written = async (store: ObjectStore) =>
  new Map([...(await versions(store))].filter(([key]) => isNew(key)));

describe.each(KEPT_IN)('a lake of the former layout, in a %s', (on) => {
  test('is taken over wherever it was killed before, and says what it said; nothing of it is changed', async () => {
    const { asKept } = await expectedOf();
    await withStore(on, async (store) => {
      await unpackInto(store);
      const former = [...(await versions(store))].filter(([key]) => !isNew(key));
      let deaths = 0;
      for (let writes = 0; (await store.head(LAYOUT_MARK)) === undefined; writes += 5)
        await takeOver(dyingStore(store, writes)).catch((error: Error) => {
          expect(error.message).toBe('killed');
          deaths++;
        });
      expect(deaths).toBeGreaterThan(3);
      expect(await fingerprintsOf(store, asKept)).toEqual(asKept);
      expect([...(await versions(store))].filter(([key]) => !isNew(key))).toEqual(former);
      const done = await written(store);
      await takeOver(store);
      expect(await written(store)).toEqual(done);
    });
  }, 300_000);

  test('is taken over by several at once as by one, and needs nothing of the former layout then', async () => {
    const { asKept } = await expectedOf();
    await withStore(on, async (store) => {
      await unpackInto(store);
      await Promise.all([takeOver(store), takeOver(store), takeOver(store)]);
      expect(await fingerprintsOf(withoutFormer(store), asKept)).toEqual(asKept);
    });
  }, 300_000);
});

test('a lake that has nothing to take over is left as it is', async () => {
  await withStore('folder', async (store) => {
    await takeOver(store);
    expect(await versions(store)).toEqual(new Map());
  });
});
