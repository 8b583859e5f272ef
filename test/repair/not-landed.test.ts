import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { pull } from '../../src/ingest/pull.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { accept, NotAcceptable } from '../../src/repair/accept.ts';
import { allUnlandedUnits, redrive } from '../../src/repair/redrive.ts';
import { string } from '../../src/tables/column.ts';
import { startOf } from '../../src/tables/utc-day.ts';
import { expectEventsAsServed } from '../harness/expect-served.ts';
import { KEPT_IN, type LakeFixture, withLakeFixture } from '../harness/lake-fixture.ts';
import { NOW, outcomes, pullInto, rowsOf, runInto, versions } from '../harness/pull-fixture.ts';

/** A Monday; the Tuesday after it is restated, the Wednesday told empty, where those faults are on. */
const since = '2026-11-16';
const WEDNESDAY = '2026-11-18';
const USAGE = { sources: ['usage'], since };

const usageOf = (store: ObjectStore, day: string) =>
  rowsOf(store, `SELECT * FROM usage_user_day WHERE dt = '${day}' ORDER BY ALL`);
const ledgerOf = (store: ObjectStore, day: string) =>
  rowsOf(
    store,
    `SELECT revision::INTEGER AS revision, state, reason, rows::INTEGER AS rows FROM ledger_days WHERE day = '${day}' ORDER BY revision`,
  );

async function notLandedIn({ simulator, lake }: LakeFixture, sources: readonly string[]) {
  const { run, streams } = await runInto(lake, simulator, { sources });
  const found = await allUnlandedUnits(run, streams);
  return found.flatMap(({ stream, units }) => units.map((unit) => ({ stream, unit })));
}

describe.each(KEPT_IN)('in a %s', (on) => {
  test('an emptier day is held until a person accepts it; then the tables say what upstream said last', async () => {
    await withLakeFixture({ on, faults: ['empty-day'] }, async (stand) => {
      const { store, lake, pull } = stand;
      await pull(USAGE);
      const before = await usageOf(store, WEDNESDAY);
      await pull(USAGE);
      expect(await usageOf(store, WEDNESDAY)).toEqual(before);
      const [held, ...others] = await notLandedIn(stand, ['usage']);
      expect(others).toEqual([]);
      expect(held?.unit).toMatchObject({
        id: `usage/${stand.simulator.workspaceId}/${WEDNESDAY}`,
        state: 'held',
        reason: `no rows, ${before.length} before`,
      });

      if (held !== undefined) await accept(lake, held.stream, WEDNESDAY, NOW);
      expect(await usageOf(store, WEDNESDAY)).toEqual([]);
      expect(await ledgerOf(store, WEDNESDAY)).toMatchObject([
        { revision: 1, state: 'landed', reason: null, rows: before.length },
        { revision: 2, state: 'landed', reason: `accepted: no rows, ${before.length} before`, rows: 0 },
      ]);
      expect(await notLandedIn(stand, ['usage'])).toEqual([]);
      const [covered] = await rowsOf(
        store,
        `SELECT held::INTEGER AS held, rows::INTEGER AS rows, revision::INTEGER AS revision FROM coverage WHERE day = '${WEDNESDAY}'`,
      );
      expect(covered).toEqual({ held: 0, rows: 0, revision: 2 });

      const after = await versions(store);
      const [again] = await pull(USAGE);
      expect(again?.counters).toMatchObject({ notLanded: 0, stillNotLanded: 0, landed: 0 });
      expect(await versions(store)).toEqual(after);
    });
  });

  test('a quarantined file lands by redrive once upstream has put it right, and only the one that is named', async () => {
    await withLakeFixture({ on, faults: ['wrong-checksum'] }, async (stand) => {
      const { simulator, store, lake, pull } = stand;
      const sources = ['CODEX_LOG'];
      await pull({ sources, since: '2026-11-16' });
      const [first, second, ...more] = await notLandedIn(stand, sources);
      expect(first?.unit).toMatchObject({ state: 'quarantined', reason: /SHA-256 is not the listed one/ });
      expect(second).toBeDefined();

      const { run, streams } = await runInto(lake, simulator, { sources });
      const still = await redrive(run, streams, ({ id }) => id === first?.unit.id);
      expect(still).toMatchObject([{ unit: first?.unit, now: { state: 'quarantined' } }]);

      simulator.setFaults([]);
      const done = await redrive(run, streams, ({ id }) => id === first?.unit.id);
      expect(done).toEqual([{ unit: still[0]?.unit, now: null }]);
      expect(await notLandedIn(stand, sources)).toHaveLength(1 + more.length);
      await redrive(run, streams, () => true);
      expect(await notLandedIn(stand, sources)).toEqual([]);
      await expectEventsAsServed(store, simulator);
    });
  });
});

test('a file this program could not read lands by redrive from its original once it can, when upstream has long forgotten it', async () => {
  await withLakeFixture({}, async (stand) => {
    const { simulator, store, lake } = stand;
    const asked = { sources: ['AUTH_LOG'], since: '2026-11-18' };
    const { run, streams } = await runInto(lake, simulator, asked);
    // As an earlier version that looked for a key where there is none.
    const older = streams.map(({ source, scopeId }) => {
      const [table] = source.record.tables;
      const columns = { ...table.columns, event_id: string('$.no_such_key', 'Nowhere.') };
      const record = { ...source.record, tables: [{ ...table, columns }] as const };
      return { scopeId, source: { ...source, record } };
    });
    await pull(run, older);
    const before = await notLandedIn(stand, asked.sources);
    expect(before.length).toBeGreaterThan(3);
    expect(before.filter(({ unit }) => !unit.rawKey?.startsWith('raw/'))).toEqual([]);
    expect(await rowsOf(store, 'SELECT * FROM compliance_log')).toEqual([]);

    const later = new Date(NOW.getTime() + 40 * 24 * 3_600_000);
    simulator.setNow(later);
    const today = await runInto(lake, simulator, { sources: asked.sources, now: later });
    const done = await redrive(today.run, today.streams, () => true);
    expect(done.map(({ now }) => now)).toEqual(before.map(() => null));
    expect(await notLandedIn(stand, asked.sources)).toEqual([]);
    await expectEventsAsServed(store, simulator);
  });
});

test('accepting what is not held changes nothing and says why', async () => {
  await withLakeFixture({}, async ({ simulator, store, lake, pull }) => {
    await pull(USAGE);
    const before = await versions(store);
    const { streams } = await runInto(lake, simulator, USAGE);
    const [stream] = streams;
    if (stream === undefined) throw new Error('no stream');
    await expect(accept(lake, stream, WEDNESDAY, NOW)).rejects.toThrow(NotAcceptable);
    await expect(accept(lake, stream, '2026-01-01', NOW)).rejects.toThrow('nothing was read of it');
    expect(await versions(store)).toEqual(before);
  });
});

test('a list that collapses is held, and accepted by a person', async () => {
  await withLakeFixture({}, async (stand) => {
    const { simulator, store, pull } = stand;
    const asked = { sources: ['egress_ranges'], holdPolicy: { collapseShare: 0.9, restatementShare: 1 } };
    await pull(asked);
    const prefixes = await rowsOf(store, 'SELECT prefix FROM egress_ip_ranges ORDER BY prefix');
    simulator.setFaults(['ranges-shrink']);
    const later = new Date(NOW.getTime() + 24 * 3_600_000);
    simulator.setNow(later);
    const [result] = await pullInto(stand.lake, simulator, { ...asked, now: later });
    expect(result?.counters).toMatchObject({ notLanded: 1, landed: 0 });
    const still = () =>
      rowsOf(store, `SELECT prefix FROM egress_ip_ranges WHERE last_seen_day = '2026-11-21'`);
    expect(await still()).toEqual([]);
    const { run, streams } = await runInto(stand.lake, simulator, { ...asked, now: later });
    const [held] = (await allUnlandedUnits(run, streams)).flatMap(({ units }) => units);
    expect(held?.reason).toMatch(new RegExp(`rows, ${prefixes.length} before$`));
    for (const stream of streams) await accept(stand.lake, stream, held?.day ?? '', later);
    expect((await allUnlandedUnits(run, streams)).flatMap(({ units }) => units)).toEqual([]);
    // A list keeps what it once had; the day it was last seen tells that it is gone.
    expect(
      await rowsOf(
        store,
        "SELECT prefix FROM egress_ip_ranges WHERE first_seen_day < '2026-11-21' ORDER BY prefix",
      ),
    ).toEqual(prefixes);
    expect((await still()).length).toBe(Number(/^\d+/.exec(held?.reason ?? '')?.[0]));
  });
});

test('what counts as a collapse is a setting', async () => {
  await withLakeFixture({ faults: ['restated-day'], people: 30 }, async ({ store, pull }) => {
    const strict = { ...USAGE, holdPolicy: { collapseShare: 1, restatementShare: 1 } };
    await pull(strict);
    const rows = await usageOf(store, '2026-11-17');
    expect(rows.length).toBeGreaterThan(10);
    // A Tuesday told again has one row less and one more, so a share of more than all holds it.
    const [held] = await pull({ ...strict, holdPolicy: { collapseShare: 1.01, restatementShare: 1 } });
    expect(held?.counters.notLanded).toBe(1);
    expect(await usageOf(store, '2026-11-17')).toEqual(rows);
  });
});

test('a final day that moves beyond the threshold is told of, with the figures before and after', async () => {
  await withLakeFixture({ faults: ['restated-day'] }, async ({ pull }) => {
    await pull(USAGE);
    const [quiet] = await pull({ ...USAGE, holdPolicy: { collapseShare: 0.5, restatementShare: 1000 } });
    expect(quiet?.counters.restated).toEqual([]);
  });
  await withLakeFixture({ faults: ['restated-day'] }, async ({ store, pull }) => {
    await pull(USAGE);
    const [told] = await pull({ ...USAGE, holdPolicy: { collapseShare: 0.5, restatementShare: 0 } });
    const [figures] = await rowsOf(
      store,
      `SELECT figures->>'credits' AS after, previous_figures->>'credits' AS before, figures->>'rows' AS rows_after,
        previous_figures->>'rows' AS rows_before FROM ledger_days WHERE revision = 2`,
    );
    const [restated, ...others] = told?.counters.restated ?? [];
    expect(others).toEqual([]);
    expect(restated).toMatchObject({ day: '2026-11-17', revision: 2 });
    const names = restated?.figure === 'rows' ? ['rows_before', 'rows_after'] : ['before', 'after'];
    expect([restated?.before, restated?.after]).toEqual(names.map((name) => Number(figures?.[name])));
  });
});

/** The simulator with one endpoint whose answers are a page of HTML where they would cover a day. */
async function withBrokenDays<T>(
  stand: LakeFixture,
  broken: ReadonlySet<string>,
  work: (apiBase: string) => Promise<T>,
): Promise<T> {
  const server = createServer(async (asked, answer) => {
    const url = new URL(asked.url ?? '/', stand.simulator.apiBase);
    const [from, to] = ['start_time', 'end_time'].map((name) => Number(url.searchParams.get(name)) * 1000);
    const covers = [...broken].some((day) => Number(from) <= startOf(day) && startOf(day) < Number(to));
    if (covers)
      return void answer.writeHead(200, { 'content-type': 'text/html' }).end('<html>sign in</html>');
    const headers = { authorization: asked.headers.authorization ?? '' };
    const passed = await fetch(url, { headers });
    answer.writeHead(passed.status, { 'content-type': 'application/json' }).end(await passed.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('a page that breaks its contract costs its day alone: quarantined, tried again, and its neighbours land', async () => {
  await withLakeFixture({}, async (stand) => {
    const { simulator, store, lake } = stand;
    const broken = new Set([WEDNESDAY]);
    await withBrokenDays(stand, broken, async (apiBase) => {
      const upstream = { ...simulator, apiBase };
      const [result] = await pullInto(lake, upstream, USAGE);
      expect(result).toMatchObject({ outcome: 'done', counters: { notLanded: 1, landed: 4 } });
      const [unit] = await notLandedIn(stand, ['usage']);
      expect(unit?.unit).toMatchObject({
        state: 'quarantined',
        day: WEDNESDAY,
        reason: /the answer is not JSON$/,
      });
      expect(await usageOf(store, WEDNESDAY)).toEqual([]);

      const before = await versions(store);
      const [again] = await pullInto(lake, upstream, USAGE);
      expect(again?.counters).toMatchObject({ notLanded: 0, stillNotLanded: 1, landed: 0 });
      expect(await versions(store)).toEqual(before);

      const { run, streams } = await runInto(lake, upstream, { sources: ['usage'] });
      expect(await redrive(run, streams, () => true)).toMatchObject([{ now: { state: 'quarantined' } }]);
      broken.clear();
      expect(await redrive(run, streams, () => true)).toMatchObject([{ now: null }]);
    });
    expect((await usageOf(store, WEDNESDAY)).length).toBeGreaterThan(0);
    expect(await ledgerOf(store, WEDNESDAY)).toMatchObject([
      { revision: 1, state: 'quarantined' },
      { revision: 2, state: 'landed' },
    ]);
  });
});

test('a source whose days all break their contract fails as a whole, and quarantines nothing', async () => {
  await withLakeFixture({}, async (stand) => {
    const { simulator, store, lake } = stand;
    await withBrokenDays(stand, new Set(['2026-11-17', '2026-11-18', '2026-11-19']), async (apiBase) => {
      const results = await pullInto(lake, { ...simulator, apiBase }, USAGE);
      expect(outcomes(results)).toEqual({ usage: 'failed' });
    });
    expect(await rowsOf(store, `SELECT day FROM ledger_days WHERE state <> 'landed'`)).toEqual([]);
  });
});
