import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { acceptDamage, auditObjects } from '../../src/coverage/damage/audit-objects.ts';
import { inventoryKey } from '../../src/coverage/damage/inventory.ts';
import { allSlices, slicesOf } from '../../src/coverage/damage/slices.ts';
import { openLakeToRead } from '../../src/lake/lake.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { checkObjects } from '../../src/repair/check-objects.ts';
import { addDays, type Day, dayOf, daysFrom } from '../../src/tables/utc-day.ts';
import { withFragileStore } from '../harness/damage.ts';
import { KEPT_IN, withLakeFixture } from '../harness/lake-fixture.ts';
import { NOW, versions, withFolder } from '../harness/pull-fixture.ts';

const HOUR = 3_600_000;
const TODAY = dayOf(NOW);

const originalOf = (day: Day, name: string) => `raw/AUTH_LOG/scope=one/dt=${day}/${name}.jsonl.zst`;

/** Objects of two sources for each of the days. */
async function fill(store: ObjectStore, days: readonly Day[]): Promise<void> {
  for (const day of days) {
    for (const source of ['AUTH_LOG', 'CODEX_LOG'])
      await store.put(`raw/${source}/scope=one/dt=${day}/a.jsonl.zst`, Buffer.from(day), 'absent');
  }
}

async function auditOf(store: ObjectStore, now = NOW, rawDays: number | null = null) {
  const lake = await openLakeToRead(store);
  try {
    return await auditObjects(lake, now, { rawDays });
  } finally {
    await lake.close();
  }
}

/** What an audit asks of a store, and how many objects it is told of. */
async function costOf(store: ObjectStore, now = NOW) {
  const cost = { list: 0, keys: 0, read: 0, head: 0, download: 0, put: 0 };
  await auditOf(
    {
      ...store,
      async *list(prefix, after) {
        cost.list++;
        for await (const object of store.list(prefix, after)) {
          cost.keys++;
          yield object;
        }
      },
      read(key, range) {
        cost.read++;
        return store.read(key, range);
      },
      head(key) {
        cost.head++;
        return store.head(key);
      },
      download(key, file) {
        cost.download++;
        return store.download(key, file);
      },
      put(key, body, expected) {
        cost.put++;
        return store.put(key, body, expected);
      },
    },
    now,
  );
  return cost;
}

describe('an audit of objects', () => {
  test('costs the same in a lake of two months and of two years, and writes nothing where nothing changed', async () => {
    const costs: Record<string, number>[] = [];
    for (const age of [60, 680]) {
      await withFolder(async (folder) => {
        const store = folderStore(folder);
        await fill(store, daysFrom(addDays(TODAY, 1 - age), addDays(TODAY, 1)));
        const first = await costOf(store);
        const before = await versions(store);
        const again = await costOf(store);
        expect(await versions(store)).toEqual(before);
        expect([first.download, again.download, again.put]).toEqual([0, 0, 0]);
        costs.push({ list: again.list, head: again.head });
        expect(again.read).toBeLessThan(7);
        // Four weeks of two sources, one object beyond each range, and the inventories.
        expect(again.keys).toBeLessThan(4 * 7 * 2 + 12);
      });
    }
    expect(costs[1]).toEqual(costs[0]);
  });

  test('comes to every older week by turns, and tells what is lost there', async () => {
    await withFragileStore('folder', async ({ store, damage }) => {
      const days = daysFrom('2025-01-02', addDays(TODAY, 1));
      await fill(store, days);
      const turns = Array.from({ length: 128 }, (_, hours) => new Date(NOW.getTime() + hours * HOUR));
      for (const now of turns) expect(await auditOf(store, now)).toEqual([]);
      const lost = ['2025-01-02', '2025-11-20', '2026-10-31'].map((day) => originalOf(day, 'a'));
      for (const key of lost) await damage(key, 'lost');
      const told = new Set<string>();
      for (const now of turns) for (const { key } of await auditOf(store, now)) told.add(key);
      expect([...told].sort()).toEqual(lost.sort());
      // Once found it is told of each time, not only when its week has its turn.
      for (const now of turns.slice(0, 3))
        expect((await auditOf(store, now)).map(({ key }) => key).sort()).toEqual(lost);
    });
  }, 300_000);

  test('comes to every older week, however often it is run', () => {
    for (const hours of [1, 2, 6, 12, 24]) {
      for (const start of [NOW, new Date('2031-02-03T04:05:06Z')]) {
        const seen = new Set<string>();
        const older = allSlices(start).slice(1, -3);
        const audits = 2 * (older.length < 200 ? 211 : 863);
        for (let audit = 0; audit < audits; audit++)
          for (const slice of slicesOf(new Date(start.getTime() + audit * hours * HOUR), [])) seen.add(slice);
        expect([hours, older.filter((slice) => !seen.has(slice))]).toEqual([hours, []]);
      }
    }
  });

  test('says nothing of originals that the bucket itself deletes by age', async () => {
    await withFragileStore('folder', async ({ store, damage }) => {
      await fill(store, daysFrom(addDays(TODAY, -9), addDays(TODAY, 1)));
      await auditOf(store);
      const [old, young] = [addDays(TODAY, -8), addDays(TODAY, -3)].map((day) => originalOf(day, 'a'));
      await damage(old ?? '', 'lost');
      await damage(young ?? '', 'lost');
      expect((await auditOf(store, NOW, 7)).map(({ key }) => key)).toEqual([young]);
    });
  });

  test('tells of damage until a person takes it as it is, and again when it gets another', async () => {
    await withFragileStore('folder', async ({ store, damage }) => {
      await fill(store, [TODAY]);
      const key = originalOf(TODAY, 'a');
      await auditOf(store);
      await damage(key, 'lost');
      expect(await auditOf(store)).toMatchObject([{ key, problem: expect.stringContaining('lost') }]);
      const lake = await openLakeToRead(store);
      expect(await acceptDamage(lake, [key, 'raw/none'])).toEqual(['raw/none']);
      await lake.close();
      expect(await auditOf(store)).toEqual([]);
      await store.put(key, Buffer.from('not zstd'), 'absent');
      expect(await auditOf(store)).toMatchObject([{ key, problem: expect.stringContaining('unpacked') }]);
    });
  });

  test('makes an inventory that cannot be read anew', async () => {
    await withFragileStore('folder', async ({ store, damage }) => {
      await fill(store, [TODAY]);
      await auditOf(store);
      await damage(inventoryKey('2026-11-16'), 'cut');
      expect(await auditOf(store)).toEqual([]);
      await damage(originalOf(TODAY, 'a'), 'lost');
      expect(await auditOf(store)).toHaveLength(1);
    });
  });
});

describe.each(KEPT_IN)('in a %s', (on) => {
  test('a lake that was pulled into is whole, and what was deleted before the first audit is told by the ledger and by gaps', async () => {
    await withLakeFixture({ on, people: 3 }, async ({ lake, store, pull }) => {
      await pull({ sources: ['usage', 'users', 'AUTH_LOG'], since: '2026-11-17' });
      const hidden = [...(await versions(store)).keys()].filter(
        (key) =>
          /^raw\/AUTH_LOG.*dt=2026-11-18/.test(key) ||
          /^raw\/usage\/.*dt=2026-11-17/.test(key) ||
          /^lake\/usage_user_day\//.test(key) ||
          /^lake\/users\//.test(key),
      );
      expect(hidden.length).toBeGreaterThan(4);
      const without: ObjectStore = {
        ...store,
        head: async (key) => (hidden.includes(key) ? undefined : store.head(key)),
        async *list(prefix, after) {
          for await (const object of store.list(prefix, after))
            if (!hidden.includes(object.key)) yield object;
        },
      };
      const found = await auditObjects({ ...lake, store: without }, NOW);
      expect(found.map(({ key }) => key).sort()).toEqual(hidden.sort());
      expect(await auditObjects(lake, NOW)).toEqual([]);
    });
  });
});

test('a byte that rots on the disk, under the same name, size and time, is found by reading', async () => {
  await withFragileStore('folder', async ({ store, damage }) => {
    const lake = await openLakeToRead(store);
    const key = originalOf(TODAY, 'a');
    const { zstdCompressSync, constants } = await import('node:zlib');
    const params = { [constants.ZSTD_c_checksumFlag]: 1 };
    await store.put(key, zstdCompressSync(Buffer.from('{"a":1}\n'.repeat(500)), { params }), 'absent');
    const when = new Date('2026-11-20T08:00:00Z');
    await utimes(join(store.folder ?? '', key), when, when);
    expect(await auditObjects(lake, NOW)).toEqual([]);
    await damage(key, 'flipped', 0.9);
    await utimes(join(store.folder ?? '', key), when, when);
    expect(await auditObjects(lake, NOW)).toEqual([]);
    expect((await checkObjects(lake)).map((one) => one.key)).toEqual([key]);
    await lake.close();
  });
});
