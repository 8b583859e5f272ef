import { describe, expect, test } from 'vitest';
import { diffText, noticeOf } from '../../src/allowlist/diff.ts';
import { alarmsOf, verdictOf } from '../../src/allowlist/summary.ts';
import { rowsOf } from '../harness/pull-fixture.ts';
import { countAttacks } from '../proofs/count-attacks.ts';
import { withFeed } from './feed-server.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Ranges of one length, apart from one another. */
const narrow = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => `20.${(from + i) >> 8}.${(from + i) & 255}.0/28`);
const wide = (count: number, length: number): string[] =>
  Array.from({ length: count }, (_, i) => `${40 + (i >> 7)}.${(i & 127) * 2}.0.0/${length}`);

countAttacks('feeds that replace, widen, shrink or forge an allowlist');

describe('a guard stops, leaves the lists as they are, and tells people of', () => {
  test('few entries that are most of the addresses, when they come', async () => {
    await withFeed(async ({ order, serve, sync, letIn, clock }) => {
      serve(narrow(300));
      await sync(order);
      clock.forward(HOUR_MS);
      const version = serve([...narrow(300), ...wide(150, 16)]);
      const result = await sync(order);
      expect(await letIn()).toEqual(narrow(300).sort());
      expect(alarmsOf(result).guardViolations).toBe(1);
      expect(noticeOf(result)?.text).toContain(`ip-ranges apply --accept ${version}`);
      expect(diffText(result)).toContain('40.0.0.0/16 would join, allowed without a person is /20');
    });
  });

  test('the same in entries that are each narrow enough', async () => {
    await withFeed(async ({ order, serve, sync, letIn, clock }) => {
      serve(narrow(300));
      await sync(order);
      clock.forward(HOUR_MS);
      serve([...narrow(300), '40.0.0.0/20']);
      const result = await sync(order);
      expect(await letIn()).toEqual(narrow(300).sort());
      expect(result.feeds[0]).toMatchObject({
        check: 'additions-limit',
        refused: expect.stringContaining('4096 IPv4 addresses would join 4800, allowed are 50 %'),
      });
    });
  });

  test('few entries that are most of the addresses, when they go', async () => {
    await withFeed(async ({ order, serve, sync, letIn, clock }) => {
      const all = [...narrow(290), ...wide(10, 18)];
      serve(all);
      await sync(order);
      clock.forward(HOUR_MS);
      serve([...narrow(290), ...wide(2, 18)]);
      // Also when their grace has ended.
      for (const hours of [0, 30]) {
        clock.forward(hours * HOUR_MS);
        const result = await sync(order);
        expect(await letIn()).toEqual(all.toSorted());
        expect(result.feeds[0]).toMatchObject({
          check: 'removal-limit',
          refused: expect.stringContaining('131072 of 168480 IPv4 addresses would go, allowed are 10 %'),
        });
      }
    });
  });

  test('a list that is replaced in many small steps', async () => {
    await withFeed(async ({ order, serve, sync, letIn, clock }) => {
      const known = new Set(narrow(300));
      serve([...known]);
      await sync(order);
      let told = 0;
      for (let hour = 1; hour <= 33; hour++) {
        clock.forward(HOUR_MS);
        serve([...narrow(300 - Math.min(300, 25 * hour), 25 * hour), ...narrow(25 * hour, 1_000)]);
        const result = await sync(order);
        if (noticeOf(result)?.subject.includes('look at')) told++;
      }
      const now = await letIn();
      expect(now.filter((range) => known.has(range)).length).toBeGreaterThanOrEqual(240);
      expect(now.filter((range) => !known.has(range)).length).toBeLessThanOrEqual(150);
      // Of the window first, and of the step once the feed has gone on so far that it is one: not every hour.
      expect(told).toBe(2);
    });
  });

  test('guests that come and go in turn while everybody else stays', async () => {
    await withFeed(async ({ order, serve, sync, letIn, clock, store }) => {
      serve(narrow(300));
      await sync(order);
      let seen = 0;
      for (let hour = 1; hour <= 33; hour++) {
        clock.forward(HOUR_MS);
        serve([...narrow(300), ...narrow(25, 1_000 + 25 * hour)]);
        await sync(order);
        seen = Math.max(seen, (await letIn()).length);
      }
      expect(seen).toBeLessThanOrEqual(450);
      const [row] = await rowsOf(
        store,
        `SELECT outcome, feed_refusals, feed_measures FROM allowlist_syncs WHERE feed_refusals IS NOT NULL ORDER BY started_at LIMIT 1`,
      );
      expect(row?.outcome).toBe('in step');
      expect(String(row?.feed_refusals)).toMatch(
        /^feed chatgpt-agents: 175 entries would join 300 since 2026-11-20T09:30:00.000Z, allowed are 50 %$/,
      );
      expect(JSON.parse(String(row?.feed_measures))).toContainEqual({
        feed: 'chatgpt-agents',
        over: 'window',
        family: 'IPv4',
        entries_before: 300,
        entries_removed: 0,
        entries_added: 175,
        addresses_before: '4800',
        addresses_removed: '0',
        addresses_added: '2800',
      });
    });
  });

  test('the first ranges of a family of addresses', async () => {
    await withFeed(async ({ order, serve, sync, letIn, clock }) => {
      serve(narrow(300));
      await sync(order);
      clock.forward(HOUR_MS);
      const version = serve([...narrow(300), '2603:1030:40c:1::480/124']);
      expect((await sync(order)).feeds[0]?.refused).toContain('16 IPv6 addresses would join 0');
      expect(verdictOf(await sync({ ...order, accept: version }))).toBe('done');
      expect(await letIn()).toContain('2603:1030:40c:1::480/124');
    });
  });

  test('other prefixes under the name of a version that was accepted', async () => {
    await withFeed(async ({ order, serve, sync, letIn, clock }) => {
      serve(narrow(300));
      await sync(order);
      clock.forward(HOUR_MS);
      const version = serve(narrow(500));
      expect(verdictOf(await sync({ ...order, accept: version }))).toBe('done');
      expect(verdictOf(await sync(order))).toBe('done');
      serve([...narrow(500), ...wide(150, 16)], version);
      expect(verdictOf(await sync(order))).toBe('incomplete');
      expect(await letIn()).toEqual(narrow(500).sort());
    });
  });
});

describe('what a guard stopped over the window', () => {
  const NO_GRACE = { graceHours: 0 };

  test('is not let pass by waiting, and is by a person', async () => {
    await withFeed(async ({ order, serve, sync, letIn, clock }) => {
      serve(narrow(300));
      await sync(order);
      for (const left of [280, 260]) {
        clock.forward(HOUR_MS);
        serve(narrow(left));
        expect(verdictOf(await sync(order))).toBe('done');
      }
      clock.forward(HOUR_MS);
      const version = serve(narrow(235));
      for (let week = 0; week < 10; week++) {
        expect((await sync(order)).feeds[0]).toMatchObject({ check: 'window-removals' });
        clock.forward(7 * DAY_MS);
      }
      expect(await letIn()).toHaveLength(260);
      expect(verdictOf(await sync({ ...order, accept: version }))).toBe('done');
      expect(await letIn()).toHaveLength(235);
      clock.forward(HOUR_MS);
      serve(narrow(220));
      expect(verdictOf(await sync(order))).toBe('done');
    }, NO_GRACE);
  });

  test('goes on by itself when the feed takes it back', async () => {
    await withFeed(async ({ order, serve, sync, letIn, clock }) => {
      serve(narrow(300));
      await sync(order);
      for (const left of [275, 250]) {
        clock.forward(HOUR_MS);
        serve(narrow(left));
        expect(verdictOf(await sync(order))).toBe('done');
      }
      clock.forward(HOUR_MS);
      serve(narrow(230));
      expect((await sync(order)).feeds[0]).toMatchObject({ check: 'window-removals' });
      clock.forward(HOUR_MS);
      serve(narrow(250));
      expect(verdictOf(await sync(order))).toBe('done');
      clock.forward(30 * DAY_MS);
      await sync(order);
      expect(await letIn()).toHaveLength(250);
      // A window later the same share may go again.
      serve(narrow(230));
      expect(verdictOf(await sync(order))).toBe('done');
    }, NO_GRACE);
  });

  test('begins with what the state holds where an older version kept no baseline, and leaves that its state as it reads it', async () => {
    await withFeed(async ({ order, serve, sync, clock, store }) => {
      const key = 'state/allowlist/feeds/chatgpt-agents.json';
      const old = {
        version: '2026-11-19T00:00:00',
        prefixes: narrow(300),
        readAt: '2026-11-20T08:30:00.000Z',
        gone: {},
        vouched: [],
      };
      await store.put(key, Buffer.from(JSON.stringify(old)), 'absent');
      for (const gone of [25, 50]) {
        serve(narrow(300 - gone, gone));
        expect(verdictOf(await sync(order))).toBe('done');
        clock.forward(HOUR_MS);
      }
      serve(narrow(225, 75));
      expect((await sync(order)).feeds[0]?.refused).toContain(
        '75 of 300 entries would go since 2026-11-20T08:30:00.000Z, allowed are 20 %',
      );
      const state = JSON.parse(Buffer.from((await store.read(key)) ?? []).toString());
      expect(Object.keys(state)).toEqual(Object.keys(old));
    });
  });
});

describe('a version whose time lies in the future', () => {
  test('is refused, also when it is accepted, and the next good one is followed', async () => {
    await withFeed(async ({ order, serve, sync, letIn, clock }) => {
      serve(narrow(300));
      await sync(order);
      clock.forward(HOUR_MS);
      const version = serve(narrow(299), '9999-12-31T00:00:00.000000');
      expect((await sync(order)).feeds[0]).toMatchObject({ check: 'future' });
      await expect(sync({ ...order, accept: version })).rejects.toThrow(
        'version 9999-12-31T00:00:00.000000: cannot be accepted: feed chatgpt-agents: creationTime',
      );
      expect(await letIn()).toHaveLength(300);
      clock.forward(HOUR_MS);
      serve(narrow(298));
      expect(verdictOf(await sync(order))).toBe('done');
    });
  });

  test('is followed when clocks may merely differ, by ten minutes', async () => {
    await withFeed(async ({ order, serve, sync, clock }) => {
      const in9 = new Date(clock.now().getTime() + 9 * 60_000).toISOString().replace('Z', '');
      serve(narrow(300), in9);
      expect(verdictOf(await sync(order))).toBe('done');
      clock.forward(60_000);
      serve(narrow(300), new Date(clock.now().getTime() + 11 * 60_000).toISOString().replace('Z', ''));
      expect((await sync(order)).feeds[0]).toMatchObject({ check: 'future' });
    });
  });

  test('gives way, where a lake has one already, to the version a person accepts, and from then on to later ones', async () => {
    await withFeed(async ({ order, serve, sync, letIn, clock, store }) => {
      const state = {
        version: '9999-12-31T00:00:00',
        prefixes: narrow(300),
        readAt: '2026-11-20T08:30:00.000Z',
        gone: {},
        vouched: [],
      };
      const key = 'state/allowlist/feeds/chatgpt-agents.json';
      await store.put(key, Buffer.from(JSON.stringify(state)), 'absent');
      const version = serve(narrow(290));
      const stuck = await sync(order);
      expect(stuck.feeds[0]).toMatchObject({ check: 'older' });
      expect(diffText(stuck)).toContain(`ip-ranges apply --accept ${version}`);
      expect(verdictOf(await sync({ ...order, accept: version }))).toBe('done');
      clock.forward(25 * HOUR_MS);
      serve(narrow(280));
      expect(verdictOf(await sync(order))).toBe('done');
      expect(await letIn()).toHaveLength(290);
    });
  });
});
