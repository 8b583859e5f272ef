import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../src/lake/engine/duckdb.ts';
import { stage } from '../../../src/lake/parse/stage.ts';
import type { RawFile } from '../../../src/lake/parse/staged-file.ts';
import { codexLog, codexLogEvent } from '../../../src/tables/codex-log.ts';
import { complianceEvent, complianceLog } from '../../../src/tables/compliance-log.ts';
import { codexTasks, task } from '../../../src/tables/inventory.ts';
import { type ScratchLakes, scratchLakes, UNIT_SQL } from '../../harness/scratch-lake.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
const DAY_MS = 86_400_000;

let lakes: ScratchLakes;
beforeAll(async () => {
  lakes = await scratchLakes();
});
afterAll(() => lakes.close());

/** What an event with this timestamp becomes, by either read. */
async function timed(timestamp: string, pulledAt?: Date): Promise<Row> {
  const found = [];
  for (const neighbour of ['', 'no json\n{"event_id":"~"}\n']) {
    const lake = await lakes.fresh();
    const line = JSON.stringify({ event_id: 'a', type: 'AUDIT_LOG', timestamp });
    const files = [
      { ...(await lakes.file('a', line)), ...(pulledAt && { pulledAt }) },
      await lakes.file('b', neighbour),
    ];
    await using staged = await stage(lake, complianceEvent, files, {
      given: { log_file_id: UNIT_SQL },
      unitSql: 'log_file_id',
      now: NOW,
    });
    const [row] = await lake.duckdb.rows(
      `SELECT event_time, event_day, extra_json, dt FROM ${staged.rows(complianceLog)} WHERE event_id = 'a'`,
    );
    found.push({ ...row, unknownFields: staged.files[0]?.unknownFields });
  }
  expect(found[1]).toEqual(found[0]);
  return found[0] ?? {};
}

const at = (ms: number) => new Date(NOW.getTime() + ms).toISOString();

it.each([
  ['2026-11-02t10:00:00z', '2026-11-02 10:00:00'],
  ['2026-11-02T10:00:00z', '2026-11-02 10:00:00'],
  ['2026-11-02t10:00:00.250+02:00', '2026-11-02 08:00:00.25'],
  ['2000-01-01T00:00:00Z', '2000-01-01 00:00:00'],
  [at(DAY_MS - 1), '2026-11-26 11:59:59.999'],
])('%s is a time', async (sent, time) => {
  expect(await timed(sent)).toMatchObject({ event_time: time, extra_json: null, unknownFields: 0 });
});

it.each([
  ['before any that is taken for real', '0001-01-01T00:00:00Z'],
  ['a day without an hour, before any', '0001-01-01'],
  ['the last moment before the year 2000', '1999-12-31T23:59:59.999Z'],
  ['that moment by another clock', '2000-01-01T00:59:59.999+01:00'],
  ['a day after the pull', at(DAY_MS)],
  ['years after the pull', '9999-12-31T23:59:59Z'],
  ['24 o’clock', '2026-11-02T24:00:00Z'],
  ['a leap second', '2026-11-02T23:59:60Z'],
  ['an offset no place has', '2026-11-02T10:00:00+23:00'],
  ['a month of one digit', '2026-1-2'],
  ['with words behind', '2026-11-02 10:00:00 UTC'],
  ['with space before', ' 2026-11-02'],
])('no time, but kept beside and told: %s', async (_what, sent) => {
  expect(await timed(sent)).toMatchObject({
    event_time: null,
    event_day: null,
    dt: '2025-01-01',
    extra_json: JSON.stringify({ timestamp: sent }),
    unknownFields: 1,
  });
});

it('ends a day after the pull of the file, whenever its rows are made again', async () => {
  const sent = '2026-11-10T00:00:00Z';
  expect((await timed(sent, new Date('2026-11-09T00:00:00Z'))).event_time).toBeNull();
  expect((await timed(sent, new Date('2026-11-09T00:00:00.001Z'))).event_time).toBe('2026-11-10 00:00:00');
});

it('is told by the pull of each file, where several are read at once', async () => {
  const lake = await lakes.fresh();
  const file = async (id: string, pulledAt: string) => ({
    ...(await lakes.file(
      id,
      JSON.stringify({ event_id: id, type: 'AUDIT_LOG', timestamp: '2026-11-10T00:00:00Z' }),
    )),
    pulledAt: new Date(pulledAt),
  });
  const late = [await file('a', '2026-11-10T00:00:00Z'), await file('b', '2026-11-12T00:00:00Z')];
  const options = { given: { log_file_id: UNIT_SQL }, unitSql: 'log_file_id' };
  await using strict = await stage(lake, complianceEvent, late, options);
  expect(strict.fallback).toBeUndefined();
  const files = [...late, await file('c', '2026-11-01T00:00:00Z')];
  await using staged = await stage(lake, complianceEvent, files, options);
  const rows = await lake.duckdb.rows(
    `SELECT event_id, event_day FROM ${staged.rows(complianceLog)} ORDER BY event_id`,
  );
  expect(rows.map(({ event_day }) => event_day)).toEqual(['2026-11-10', '2026-11-10', null]);
  expect(staged.files.map(({ unknownFields }) => unknownFields)).toEqual([0, 0, 1]);
});

it('of seconds since 1970 has the same range', async () => {
  const lake = await lakes.fresh();
  const seconds = [-62_135_596_800, 946_684_799, 946_684_800, 1_795_600_000, NOW.getTime() / 1000 + 86_400];
  const lines = seconds.map((created_at, i) => JSON.stringify({ id: `t${i}`, created_at }));
  const given = { workspace_id: `'w'`, day_seen: `DATE '2026-11-25'` };
  await using staged = await stage(lake, task, [await lakes.file('a', lines.join('\n'))], {
    given,
    now: NOW,
  });
  const rows = await lake.duckdb.rows(
    `SELECT created_at, extra_json FROM ${staged.rows(codexTasks)} ORDER BY task_id`,
  );
  expect(rows.map(({ created_at }) => created_at)).toEqual([
    null,
    null,
    '2000-01-01 00:00:00',
    '2026-11-25 09:46:40',
    null,
  ]);
  expect(rows.map(({ extra_json }) => extra_json !== null)).toEqual([true, true, false, false, true]);
});

it('of what ends lies ahead', async () => {
  const lake = await lakes.fresh();
  const line = (id: string, expires_at: string) =>
    JSON.stringify({ event_id: id, event_details: { expires_at } });
  const content = `${line('a', '2031-01-01T00:00:00Z')}\n${line('b', '2100-01-01T00:00:00Z')}\n`;
  await using staged = await stage(lake, codexLogEvent, [await lakes.file('a', content)], {
    given: { log_file_id: UNIT_SQL },
    now: NOW,
  });
  const rows = await lake.duckdb.rows(
    `SELECT access_token_expires_at AS ends FROM ${staged.rows(codexLog)} ORDER BY event_id`,
  );
  expect(rows).toEqual([{ ends: '2031-01-01 00:00:00' }, { ends: null }]);
});

describe('events far from their own file’s time', () => {
  const endTime = new Date('2026-11-20T00:00:00Z');
  const event = (id: string, ms: number) =>
    `${JSON.stringify({ event_id: id, type: 'AUDIT_LOG', timestamp: new Date(ms).toISOString() })}\n`;
  const daysBefore = (n: number) => endTime.getTime() - n * DAY_MS;

  async function staged(...contents: readonly string[]) {
    const lake = await lakes.fresh();
    const files: RawFile[] = [];
    for (const [i, content] of contents.entries())
      files.push({ ...(await lakes.file(`f${i}`, content)), endTime });
    const read = await stage(lake, complianceEvent, files, {
      given: { log_file_id: UNIT_SQL },
      unitSql: 'log_file_id',
      now: NOW,
    });
    const rows = await lake.duckdb.rows(
      `SELECT count(*)::INTEGER AS rows, count(DISTINCT dt)::INTEGER AS days FROM ${read.rows(complianceLog)}`,
    );
    return { files: read.files, rows: rows[0]?.rows, days: rows[0]?.days };
  }

  it('land on their own day, and are told', async () => {
    const content = [event('a', daysBefore(32)), event('b', daysBefore(31)), event('c', daysBefore(-1))].join(
      '',
    );
    const { files, rows } = await staged(content, event('d', daysBefore(1)));
    expect(files).toMatchObject([
      { rows: 3, farEvents: 2, firstEvent: '2026-10-19T00:00:00.000Z' },
      { rows: 1, farEvents: 0 },
    ]);
    expect(rows).toBe(4);
  });

  it.each([
    ['', 'strict'],
    ['no json\n', 'tolerant'],
  ])('of more days than are allowed keep their file out, and its neighbours land (%s%s)', async (bad) => {
    const scattered = Array.from({ length: 600 }, (_, i) => event(`s${i}`, daysBefore(40 + i))).join('');
    const few = Array.from({ length: 31 }, (_, i) => event(`n${i}`, daysBefore(40 + i))).join('');
    const { files, rows, days } = await staged(scattered + bad, few);
    expect(files).toMatchObject([
      {
        rows: 0,
        farEvents: 600,
        firstEvent: null,
        refused: "its 600 events far from the file's own time are of 600 days, allowed are 31",
      },
      { rows: 31, farEvents: 31 },
    ]);
    expect(files[1]?.refused).toBeUndefined();
    expect({ rows, days }).toEqual({ rows: 31, days: 31 });
  });
});
