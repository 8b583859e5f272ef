import { describe, expect, test } from 'vitest';
import { deadlineAfter } from '../../src/deadline/deadline.ts';
import { DIGEST_KEY, digestKeyOf } from '../../src/lake/digest-key.ts';
import { DamagedObject } from '../../src/lake/store/object-store.ts';
import { WAYS, withFragileStore } from '../harness/damage.ts';
import { KEPT_IN } from '../harness/lake-fixture.ts';
import { versions } from '../harness/pull-fixture.ts';

const open = (store: Parameters<typeof digestKeyOf>[0]) => digestKeyOf(store, deadlineAfter());

describe.each(KEPT_IN)('in a %s', (on) => {
  test.each(WAYS)('a digest key that is %s is named, and no other one is made', async (way) => {
    await withFragileStore(on, async ({ store, damage }) => {
      await open(store);
      await damage(DIGEST_KEY, way);
      const before = await versions(store);
      await expect(open(store)).rejects.toThrow(DamagedObject);
      await expect(open(store)).rejects.toThrow(/^object private\/digest-key: .*; put it back from a backup/);
      expect(await versions(store)).toEqual(before);
    });
  });

  test('of many who open a new lake at once, all have one key', async () => {
    await withFragileStore(on, async ({ store }) => {
      const keys = await Promise.all(Array.from({ length: 12 }, () => open(store)));
      expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
    });
  });
});

test('a key from before checksums were noted is noted when the lake is opened, and kept', async () => {
  await withFragileStore('folder', async ({ store, damage }) => {
    const old = Buffer.alloc(32, 7);
    await store.put(DIGEST_KEY, old, 'absent');
    expect(Buffer.from(await open(store))).toEqual(old);
    const noted = await versions(store);
    await open(store);
    expect(await versions(store)).toEqual(noted);
    await damage(DIGEST_KEY, 'flipped');
    await expect(open(store)).rejects.toThrow('its SHA-256 differs');
  });
});
