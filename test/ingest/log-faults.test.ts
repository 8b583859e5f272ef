import { describe, expect, test } from 'vitest';
import type { FaultName } from '../../simulator/faults.ts';
import type { Row } from '../../src/lake/engine/duckdb.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { eventsIn, expectEventsAsServed } from '../harness/expect-served.ts';
import { KEPT_IN, withLakeFixture } from '../harness/lake-fixture.ts';
import { NOW, outcomes, pullInto, rowsOf } from '../harness/pull-fixture.ts';
import { Reader } from '../simulator/reader.ts';

const window = { sources: ['CODEX_LOG'], since: '2026-11-19' };
/** Long enough for what befalls one file in thirty. */
const longer = { ...window, since: '2026-11-17' };

const files = (store: ObjectStore) =>
  rowsOf(
    store,
    `SELECT log_file_id, state, reason, raw_key, rows::INTEGER AS rows, rejects::INTEGER AS rejects,
      unknown_fields::INTEGER AS unknown_fields FROM ledger_files ORDER BY ALL`,
  );

async function eventIds(store: ObjectStore): Promise<string[]> {
  const events = Object.values(await eventsIn(store)).flat();
  return events.map((event) => event.slice(0, event.indexOf(' '))).sort();
}

const total = (rows: readonly Row[], name: string) => rows.reduce((sum, row) => sum + Number(row[name]), 0);

const untroubled = withLakeFixture({}, async ({ store, pull }) => {
  await pull(window);
  return eventIds(store);
});

describe.each(KEPT_IN)('in a %s', (on) => {
  test.each<{ readonly faults: readonly FaultName[] }>([
    { faults: ['duplicate-events', 'no-timestamp'] },
    { faults: ['concatenated-objects', 'no-trailing-newline', 'bad-line'] },
    { faults: ['expired-url', 'truncated-body', 'server-errors'] },
  ])('$faults: every event of the untroubled log is there once, at its time', async ({ faults }) => {
    await withLakeFixture({ on, faults }, async ({ simulator, store, pull }) => {
      expect(outcomes(await pull(window))).toEqual({ CODEX_LOG: 'done' });
      await expectEventsAsServed(store, simulator);
      expect(await eventIds(store)).toEqual(await untroubled);
      expect((await files(store)).every(({ state }) => state === 'landed')).toBe(true);
    });
  });

  test('same-end-time and boundary-replay: a page edge between two files of one end_time loses neither', async () => {
    const week = { sources: ['CODEX_LOG'], since: '2026-11-15' };
    await withLakeFixture({ on, faults: ['same-end-time'] }, async ({ simulator, store, pull }) => {
      const trusting = await new Reader(simulator).files('CODEX_LOG', '2026-11-15T00:00:00Z');
      simulator.setFaults(['same-end-time', 'boundary-replay']);
      const [result] = await pull(week);
      // A reader that goes on behind the last end_time does lose one here.
      expect(trusting.length).toBe(Number(result?.counters.landed) - 1);
      await expectEventsAsServed(store, simulator);
    });
  });

  test('late-events and duplicate-events: what a later pull brings joins its day, once', async () => {
    const faults: FaultName[] = ['late-events', 'duplicate-events'];
    await withLakeFixture({ on, faults }, async ({ simulator, store, lake }) => {
      const yesterday = new Date('2026-11-19T18:00:00Z');
      simulator.setNow(yesterday);
      await pullInto(lake, simulator, { ...window, now: yesterday });
      const early = await eventIds(store);
      simulator.setNow(NOW);
      await pullInto(lake, simulator, window);
      await expectEventsAsServed(store, simulator);
      const parts = await rowsOf(
        store,
        `SELECT dt, count(*) AS n FROM codex_log WHERE dt < '2026-11-20' GROUP BY dt`,
      );
      expect(total(parts, 'n')).toBeGreaterThan(early.length);
      const late = await rowsOf(
        store,
        `SELECT event_id FROM codex_log JOIN ledger_files USING (log_file_id) WHERE file_end_time > event_time + INTERVAL 90 MINUTE`,
      );
      expect(late.length).toBeGreaterThan(0);
    });
  });

  test('bad-line: a line that is no JSON is set aside with its position and reason, never its content', async () => {
    await withLakeFixture({ on, faults: ['bad-line'] }, async ({ simulator, store, pull }) => {
      const [result] = await pull(window);
      const spoiled = [...simulator.served.files].filter(([, { badLines }]) => badLines > 0);
      expect(spoiled.length).toBeGreaterThan(2);
      expect(result?.counters.rejects).toBe(spoiled.length);
      const rejects = await rowsOf(
        store,
        'SELECT log_file_id, line::INTEGER AS line, part::INTEGER AS part, r.reason FROM rejects r JOIN ledger_files USING (raw_key)',
      );
      expect(rejects.map(({ log_file_id }) => log_file_id).sort()).toEqual(spoiled.map(([id]) => id).sort());
      for (const reject of rejects)
        expect(reject).toMatchObject({ line: 2, part: 1, reason: 'not a JSON object' });
      const counted = (await files(store)).filter((file) => file.rejects === 1);
      expect(counted.map(({ log_file_id }) => log_file_id).sort()).toEqual(spoiled.map(([id]) => id).sort());
    });
  });

  test('wrong-checksum: the file is quarantined and named with a reason, and lands once upstream has put it right', async () => {
    await withLakeFixture({ on, faults: ['wrong-checksum'] }, async ({ simulator, store, pull }) => {
      const [result] = await pull(longer);
      const bad = [...simulator.served.files].filter(([, { good }]) => !good).map(([id]) => id);
      expect(bad.length).toBeGreaterThan(0);
      expect(result).toMatchObject({ outcome: 'done', counters: { notLanded: bad.length } });
      await expectEventsAsServed(store, simulator);
      const held = (await files(store)).filter(({ state }) => state !== 'landed');
      expect(held.map(({ log_file_id }) => log_file_id).sort()).toEqual(bad.sort());
      for (const file of held) {
        expect(file).toMatchObject({ state: 'quarantined', rows: 0 });
        expect(file.reason).toBe(`file ${file.log_file_id} of CODEX_LOG: its SHA-256 is not the listed one`);
        expect(await store.head(String(file.raw_key))).toBeDefined();
        expect(String(file.raw_key)).toMatch(/^quarantine\//);
      }

      simulator.setFaults([]);
      const [again] = await pull({ ...longer, full: true });
      expect(again?.counters).toMatchObject({ landed: bad.length, notLanded: 0 });
      await expectEventsAsServed(store, simulator);
      expect(
        (await files(store)).every(({ state, raw_key }) => state === 'landed' && /^raw\//.test(`${raw_key}`)),
      ).toBe(true);
    });
  });

  test('expired-file: a listed file that upstream no longer has is gone in the ledger, and its neighbours land', async () => {
    await withLakeFixture({ on, faults: ['expired-file'] }, async ({ simulator, store, pull }) => {
      const listed = await new Reader(simulator).files('CODEX_LOG', '2026-11-17T00:00:00Z');
      const [result] = await pull(longer);
      expect(result?.outcome).toBe('done');
      await expectEventsAsServed(store, simulator);
      const ledger = await files(store);
      expect(ledger.map(({ log_file_id }) => log_file_id)).toEqual(listed.map(({ id }) => id).sort());
      const gone = ledger.filter(({ state }) => state === 'gone');
      expect(gone.length).toBeGreaterThan(0);
      expect(gone.map(({ log_file_id }) => log_file_id).sort()).toEqual(
        listed
          .map(({ id }) => id)
          .filter((id) => !simulator.served.files.has(id))
          .sort(),
      );
      for (const file of gone)
        expect(file.reason).toMatch(/^file eclf_\w+ of CODEX_LOG: upstream answered 404/);
    });
  });

  test('new-key: unknown fields are kept by path and counted, nothing of the rest is lost', async () => {
    await withLakeFixture({ on, faults: ['new-key'] }, async ({ store, pull }) => {
      const [result] = await pull(window);
      const rows = await rowsOf(store, 'SELECT extra_json, client_id, event_type FROM codex_log');
      expect(rows.length).toBeGreaterThan(100);
      expect(result?.counters.unknownFields).toBe(rows.length);
      expect(total(await files(store), 'unknown_fields')).toBe(rows.length);
      for (const { extra_json } of rows) {
        expect(JSON.parse(String(extra_json))).toMatchObject({
          schema_revision: 7,
          labels: [{ length: 'simulated'.length }],
        });
        expect(String(extra_json)).toContain('"passes":2');
      }
      expect(rows.every(({ client_id, event_type }) => client_id !== null && event_type !== null)).toBe(true);
    });
  });

  test('unknown-client: a surface nobody has heard of is a row like any other', async () => {
    await withLakeFixture({ on, faults: ['unknown-client'] }, async ({ store, pull }) => {
      const [result] = await pull(window);
      const rows = await rowsOf(
        store,
        `SELECT 1 FROM codex_log WHERE client_id = 'CODEX_HOLOGRAM_PROJECTOR'`,
      );
      expect(rows.length).toBeGreaterThan(5);
      expect(result?.counters).toMatchObject({ rejects: 0, unknownFields: 0 });
    });
  });

  test('rate-limited: waits as long as upstream says, and reads everything', async () => {
    const few = { sources: ['AUDIT_LOG'], since: '2026-11-20' };
    await withLakeFixture({ on, faults: ['rate-limited'] }, async ({ simulator, store, pull }) => {
      expect(outcomes(await pull(few))).toEqual({ AUDIT_LOG: 'done' });
      const listed = [...simulator.served.files.keys()].length;
      // The first listing, a request for each file, and those refused.
      const asked = [...simulator.requests].reduce(
        (sum, [route, n]) => (route === 'download' ? sum : sum + n),
        0,
      );
      expect(asked).toBeGreaterThan(listed + 1);
      await expectEventsAsServed(store, simulator);
    });
  });
});
