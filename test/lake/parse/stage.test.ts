import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Lake } from '../../../src/lake/lake.ts';
import { type Staged, stage } from '../../../src/lake/parse/stage.ts';
import { digestText } from '../../../src/privacy/digest.ts';
import { codexSecurityEvent, codexSecurityLog } from '../../../src/tables/codex-security-log.ts';
import { complianceEvent, complianceLog } from '../../../src/tables/compliance-log.ts';
import { usageUserClientDay, usageUserDay, userUsage } from '../../../src/tables/usage.ts';
import { DIGEST_KEY, jsonl, type ScratchLakes, scratchLakes, UNIT_SQL } from '../../harness/scratch-lake.ts';

let lakes: ScratchLakes;
let lake: Lake;
beforeAll(async () => {
  lakes = await scratchLakes();
});
afterAll(() => lakes.close());
beforeEach(async () => {
  lake = await lakes.fresh();
});

const CANARY = 'what somebody wrote';
const digest = (text: string) => ({ length: text.length, hash: digestText(DIGEST_KEY, text) });
const digestedName = (name: string) => `~${name.length}~${digestText(DIGEST_KEY, name)}`;
const event = (id: string, more: object = {}) => ({
  event_id: id,
  type: 'AUDIT_LOG',
  timestamp: '2026-11-02T10:00:00Z',
  ...more,
});
const line = (id: string, more: object = {}) => JSON.stringify(event(id, more));

/** Stages files of compliance events; each named f0, f1 and so on. */
async function staged(...contents: (string | Uint8Array)[]): Promise<Staged> {
  const files = [];
  for (const [i, content] of contents.entries())
    files.push({ ...(await lakes.file(`f${i}`, content)), eventType: 'AUDIT_LOG' });
  return stage(lake, complianceEvent, files, {
    given: { log_file_id: UNIT_SQL },
    unitSql: 'log_file_id',
  });
}

async function ids(of: Staged): Promise<string[]> {
  const rows = await lake.duckdb.rows(`SELECT event_id FROM ${of.rows(complianceLog)} ORDER BY event_id`);
  return rows.map((row) => String(row.event_id));
}

async function onlyRow(of: Staged) {
  const rows = await lake.duckdb.rows(`FROM ${of.rows(complianceLog)}`);
  expect(rows).toHaveLength(1);
  return rows[0] ?? {};
}

describe('what fits the contract', () => {
  it.each([
    ['records one a line', `${line('a')}\n${line('b')}\n`],
    ['a last line without newline', `${line('a')}\n${line('b')}`],
    ['empty lines', `\n${line('a')}\n\n${line('b')}\n\n`],
    ['lines ended by CR LF', `${line('a')}\r\n${line('b')}\r\n`],
    ['fields that are absent or null', `${line('a', { actor: null, action: null })}\n${line('b')}\n`],
    [
      'numbers sent as texts',
      `${line('a', { request_metadata: { client_ip_details: { asn: '7' } } })}\n${line('b')}`,
    ],
  ])('is read in one pass: %s', async (_what, content) => {
    const read = await staged(content);
    expect(await ids(read)).toEqual(['a', 'b']);
    expect(read.files).toMatchObject([{ rows: 2, rejects: [], unknownFields: 0 }]);
    expect(read.fallback).toBeUndefined();
  });

  it('is counted and timed by file', async () => {
    const early = event('a', { timestamp: '2026-11-02T00:00:00.123456Z' });
    const late = event('b', { timestamp: '2026-11-02T23:59:59.999999Z' });
    const untimed = event('c', { timestamp: null });
    const read = await staged(jsonl([late, early]), jsonl([untimed]), '');
    expect(read.files).toMatchObject([
      { unit: 'f0', rows: 2, firstEvent: '2026-11-02T00:00:00.123Z', lastEvent: '2026-11-02T23:59:59.999Z' },
      { unit: 'f1', rows: 1, firstEvent: null, lastEvent: null },
      { unit: 'f2', rows: 0, firstEvent: null, lastEvent: null },
    ]);
    expect(read.files.map(({ refused }) => refused)).toEqual([undefined, undefined, undefined]);
  });

  it('may be nothing at all', async () => {
    expect((await staged()).files).toEqual([]);
    expect(await ids(await staged('', '\n'))).toEqual([]);
  });
});

describe('what the contract does not know', () => {
  it('is kept by path and counted, and the record lands', async () => {
    const more = { new_key: 7, actor: { user_id: 'u', badge: { color: 'red' } } };
    const read = await staged(`${line('a', more)}\n`);
    expect(read.files).toMatchObject([{ rows: 1, rejects: [], unknownFields: 1 }]);
    const row = await onlyRow(read);
    expect(row.user_id).toBe('u');
    expect(JSON.parse(String(row.extra_json))).toEqual({
      new_key: 7,
      'actor.badge': { color: digest('red') },
    });
  });

  it.each([
    [
      'a text for a number',
      { request_metadata: { client_ip_details: { asn: 'many' } } },
      'request_metadata.client_ip_details.asn',
    ],
    ['a number for an object', { actor: 5 }, 'actor'],
    ['a list for an object', { actor: [1] }, 'actor'],
    ['an object for a text in a struct', { request_metadata: 'x' }, 'request_metadata'],
    ['a time that is none', { timestamp: 'soon' }, 'timestamp'],
    ['a day that is none', { timestamp: '2026-02-30T10:00:00Z' }, 'timestamp'],
    ['an hour that is none', { timestamp: '2026-02-01T25:00:00Z' }, 'timestamp'],
    ['a time without seconds', { timestamp: '2026-02-01T10:00Z' }, 'timestamp'],
    ['a word that databases take for a time', { timestamp: 'infinity' }, 'timestamp'],
    [
      'a number too large for its column',
      { request_metadata: { client_ip_details: { asn: 1e30 } } },
      'request_metadata.client_ip_details.asn',
    ],
  ])('of another kind is kept beside: %s', async (_what, more, path) => {
    const read = await staged(`${line('good')}\n`, `${line('odd', more)}\n`);
    expect(read.files).toMatchObject([
      { rows: 1, unknownFields: 0 },
      { rows: 1, rejects: [], unknownFields: 1 },
    ]);
    const [row] = await lake.duckdb.rows(`FROM ${read.rows(complianceLog)} WHERE event_id = 'odd'`);
    expect(Object.keys(JSON.parse(String(row?.extra_json)))).toEqual([path]);
  });

  it('of another kind is kept beside, also where another place of the column is read', async () => {
    const event_details = {
      updated_fields: { lookback_days: 7 },
      scan_configuration_fields: { lookback_days: 'a week' },
    };
    const files = [await lakes.file('f0', line('a', { type: 'CODEX_SECURITY_LOG', event_details }))];
    const read = await stage(lake, codexSecurityEvent, files, { given: { log_file_id: UNIT_SQL } });
    const [row] = await lake.duckdb.rows(
      `SELECT lookback_days, extra_json FROM ${read.rows(codexSecurityLog)}`,
    );
    expect(row?.lookback_days).toBe('7');
    expect(JSON.parse(String(row?.extra_json))).toEqual({
      'event_details.scan_configuration_fields.lookback_days': digest('a week'),
    });
  });

  it('is kept under any name, also those objects have by themselves', async () => {
    const more = '"__proto__":{"a":1},"constructor":2,"toString":null,"valueOf":[{"__proto__":3}]';
    const content = `{"event_id":"a","actor":{"__proto__":4,"user_id":"u","hasOwnProperty":5},${more}}`;
    const read = await staged(content);
    expect(read.files).toMatchObject([{ rows: 1, rejects: [], unknownFields: 1 }]);
    const row = await onlyRow(read);
    expect(row.user_id).toBe('u');
    const [proto, own, make] = ['__proto__', 'hasOwnProperty', 'constructor'].map(digestedName);
    expect(row.extra_json).toBe(
      `{"actor.${proto}":4,"actor.${own}":5,"${proto}":{"a":1},"${make}":2,"valueOf":[{"${proto}":3}]}`,
    );
  });

  it('is kept also where two fields have one path, or upstream names one as the lake does', async () => {
    const row = await onlyRow(
      await staged('{"event_id":"a","actor":{"x":1,"x":2},"actor.x":3,"extra_json":{"y":4}}'),
    );
    expect(JSON.parse(String(row.extra_json))).toEqual({
      'actor.x': 1,
      'actor.x (2)': 2,
      [digestedName('actor.x')]: 3,
      extra_json: { y: 4 },
    });
  });

  it('keeps of a text only length and digest, however short, unless name and form say that it is none somebody wrote', async () => {
    const words = `${CANARY} `.repeat(10);
    const read = await staged(`${line('a', { status: 'approved', short: 'red', long: [words] })}\n`);
    const extra = JSON.parse(String((await onlyRow(read)).extra_json));
    expect(extra).toEqual({ status: 'approved', short: digest('red'), long: [digest(words)] });
  });

  it.each([
    ['an object', { written: CANARY }],
    ['a list', [CANARY]],
  ])('is what stands in the place of a text, and is no text of that column: %s', async (_what, sent) => {
    const read = await staged(`${line('a', { action_result: sent, action_data: { action: sent } })}\n`);
    const row = await onlyRow(read);
    expect(row).toMatchObject({ action_result: null, action: null });
    expect(Object.keys(JSON.parse(String(row.extra_json)))).toEqual(['action_result']);
    expect(JSON.stringify(row)).not.toContain(CANARY);
  });

  it('is not a text that begins as an object would', async () => {
    const text = '{"written"';
    expect(await onlyRow(await staged(`${line('a', { action_result: text })}\n`))).toMatchObject({
      action_result: text,
      extra_json: null,
    });
  });
});

describe('what cannot be read', () => {
  const good = Buffer.from(`${line('a')}\n`);
  const behind = Buffer.from(`\n${line('b')}\n`);
  const between = (bytes: Uint8Array) => Buffer.concat([good, bytes, behind]);

  it.each([
    ['no JSON', Buffer.from(CANARY), 'not a JSON object'],
    ['half a record', Buffer.from(`{"event_id":"${CANARY}"`), 'not a JSON object'],
    ['a list', Buffer.from('[1]'), 'not a JSON object'],
    ['null', Buffer.from('null'), 'not a JSON object'],
    ['a number', Buffer.from('42'), 'not a JSON object'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 'not UTF-8'],
    ['a NUL', Buffer.from(`{"event_id":"x\0${CANARY}"}`), 'not a JSON object'],
    ['only a NUL', Buffer.from('\0'), 'not a JSON object'],
    ['a record without its key', Buffer.from(`{"action":"${CANARY}"}`), 'no usable event_id'],
    ['a record with a null key', Buffer.from(`{"event_id":null,"action":"${CANARY}"}`), 'no usable event_id'],
    [
      'a line of more than 16 MB',
      Buffer.from(`{"event_id":"${'x'.repeat(34_000_000)}"}`),
      'longer than 16777216 bytes',
    ],
  ])('is set aside with its place, never its content: %s', async (_what, bytes, reason) => {
    const read = await staged(between(bytes));
    expect(await ids(read)).toEqual(['a', 'b']);
    expect(read.files[0]).toMatchObject({ rows: 2, rejects: [{ line: 2, part: 1, reason }] });
    expect(read.files[0]?.refused).toBeUndefined();
    expect(JSON.stringify(read.files)).not.toContain(CANARY);
  });

  it('is a line longer than 16 MiB to the byte, whatever stands beside it', async () => {
    const lineOf = (bytes: number) => {
      const start = '{"event_id":"long","action":"';
      return `${start}${'x'.repeat(bytes - start.length - 2)}"}`;
    };
    for (const neighbour of ['', 'no json\n{"event_id":"~"}\n']) {
      const whole = await staged(`${lineOf(16_777_216)}\n`, neighbour);
      expect(whole.files[0]).toMatchObject({ rows: 1, rejects: [] });
      const longer = await staged(`${line('a')}\n${lineOf(16_777_217)}\n`, neighbour);
      expect(longer.files[0]).toMatchObject({
        rows: 1,
        rejects: [{ line: 2, part: 1, reason: 'longer than 16777216 bytes' }],
      });
    }
  });

  it('is told by line and part, where several objects stand on one line', async () => {
    const read = await staged(
      `${line('a')} ${line('b')}\n\n${line('c')}${line('d')}oops{"x":1}\n${line('e')}{`,
    );
    expect(await ids(read)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(read.files[0]?.rejects).toEqual([
      { line: 3, part: 3, reason: 'not a JSON object' },
      { line: 4, part: 2, reason: 'not a JSON object' },
    ]);
  });

  it.each([
    ['an escaped NUL', '{"event_id":"odd","action":"a\\u0000b"}'],
    ['half a surrogate pair', '{"event_id":"odd","action":"a\\ud800b"}'],
    ['half a surrogate pair in JSON kept whole', '{"event_id":"odd","action_data":{"a":"\\ud800"}}'],
    ['half a surrogate pair as a name', '{"event_id":"odd","\\udfff":1}'],
    ['a number beyond all bounds', '{"event_id":"odd","action_data":{"a":1e999}}'],
    ['the same name twice', '{"event_id":"odd","event_id":"odd","action":"a","action":"b"}'],
    [
      'names that objects have by themselves',
      '{"event_id":"odd","__proto__":{"a":1},"constructor":1,"toString":2}',
    ],
    ['a nesting of 5,000', `{"event_id":"odd","action_data":${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ['an unknown nesting of 5,000', `{"event_id":"odd","new":${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ['a nesting of 200,000', `{"event_id":"odd","action_data":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    [
      'an unknown nesting of 200,000',
      `{"event_id":"odd","new":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}}`,
    ],
  ])('never keeps its neighbours from landing: %s', async (_what, odd) => {
    const read = await staged(`${line('a')}\n${odd}\n${line('b')}\n`, `${line('c')}\n`);
    expect(await ids(read)).toEqual(expect.arrayContaining(['a', 'b', 'c']));
    expect(read.files[1]).toMatchObject({ rows: 1, rejects: [] });
    const [file] = read.files;
    expect((file?.rows ?? 0) + (file?.rejects.length ?? 0)).toBe(3);
    expect(file?.refused).toBeUndefined();
  });
});

it('puts the replacement character for half a surrogate pair, and touches nothing else', async () => {
  const text = String.raw`{"event_id":"odd","action":"\ud83d\ude00 \ud83d \\ud800 \\\udc00"}`;
  expect((await onlyRow(await staged(`${text}\n`))).action).toBe('😀 \ufffd \\ud800 \\\ufffd');
});

describe('a file of mostly unreadable records', () => {
  const bad = (n: number) => 'no json\n'.repeat(n);
  const some = (n: number) => Array.from({ length: n }, (_, i) => `${line(`g${i}`)}\n`).join('');

  it('is refused, and its neighbours land', async () => {
    const read = await staged(some(20) + bad(11), `${line('a')}\n`);
    expect(await ids(read)).toEqual(['a']);
    expect(read.files).toMatchObject([
      { rows: 0, refused: '11 of 31 records unreadable, the first at line 21: not a JSON object' },
      { rows: 1, rejects: [] },
    ]);
    expect(read.files[0]?.rejects).toHaveLength(11);
  });

  it('is refused when not one record is left', async () => {
    const read = await staged(bad(1));
    expect(read.files[0]?.refused).toBe('1 of 1 records unreadable, the first at line 1: not a JSON object');
    expect(await ids(read)).toEqual([]);
  });

  it.each([
    ['few', 2, 10],
    ['many, but a small share', 200, 20],
  ])('is not one where they are %s', async (_what, good, wrong) => {
    const read = await staged(some(good) + bad(wrong));
    expect(read.files[0]).toMatchObject({ rows: good });
    expect(read.files[0]?.refused).toBeUndefined();
    expect(read.files[0]?.rejects).toHaveLength(wrong);
  });
});

describe('a record with lists', () => {
  const user = (id: string, more: object) => JSON.stringify({ start_time: 1793577600, user_id: id, ...more });

  async function stagedUsage(content: string) {
    const read = await stage(lake, userUsage, [await lakes.file('u', content)], {
      given: { workspace_id: `'w'` },
      unitSql: `'u'`,
    });
    const rows = (table: typeof usageUserDay, columns: string) =>
      lake.duckdb.rows(`SELECT ${columns} FROM ${read.rows(table)} ORDER BY ALL`);
    return { read, rows };
  }

  it('gives one row each element, and none where the list is null or absent', async () => {
    const clients = [
      { client_id: 'CLI', turns: 1 },
      { client_id: 'WEB', turns: 2 },
    ];
    const { read, rows } = await stagedUsage(
      `${user('a', { clients })}\n${user('b', { clients: null })}\n${user('c', {})}\n${user('d', { clients: [] })}\n`,
    );
    expect(await rows(usageUserClientDay, 'user_id, client_id, turns')).toEqual([
      { user_id: 'a', client_id: 'CLI', turns: '1' },
      { user_id: 'a', client_id: 'WEB', turns: '2' },
    ]);
    expect(await rows(usageUserDay, 'user_id')).toHaveLength(4);
    expect(read.files).toMatchObject([{ rows: 4, unknownFields: 0 }]);
  });

  it('gives the elements that are one each a row, and keeps what is none with the record', async () => {
    for (const more of ['', '\nno json']) {
      const { rows } = await stagedUsage(
        `${user('a', { clients: [null, { client_id: 'CLI' }, 5, { client_id: 'WEB' }] })}${more}`,
      );
      expect(await rows(usageUserClientDay, 'client_id')).toEqual([
        { client_id: 'CLI' },
        { client_id: 'WEB' },
      ]);
      expect(await rows(usageUserDay, 'extra_json')).toEqual([{ extra_json: '{"clients[2]":5}' }]);
    }
  });

  it('keeps unknown fields of an element with the record', async () => {
    const { read, rows } = await stagedUsage(
      `${user('a', {
        clients: [
          { client_id: 'CLI', turns: 1 },
          { client_id: 'WEB', speed: 9 },
        ],
      })}\n`,
    );
    expect(read.files).toMatchObject([{ rows: 1, unknownFields: 1 }]);
    expect(await rows(usageUserDay, 'extra_json')).toEqual([{ extra_json: '{"clients[1].speed":9}' }]);
    expect(await rows(usageUserClientDay, 'client_id')).toEqual([{ client_id: 'CLI' }, { client_id: 'WEB' }]);
  });
});

it('sorts rows by the order of the table, whatever order they came in', async () => {
  const at = (minute: number, id: string, type: string) =>
    event(id, { type, timestamp: `2026-11-02T10:${minute}:00Z` });
  const read = await staged(
    jsonl([at(30, 'a', 'B'), at(10, 'b', 'B')]),
    jsonl([at(20, 'c', 'A'), at(10, 'd', 'A')]),
  );
  const rows = await lake.duckdb.rows(
    `SELECT event_id FROM ${read.rows(complianceLog)} ORDER BY file_row_number`,
  );
  expect(rows.map((row) => row.event_id)).toEqual(['d', 'c', 'b', 'a']);
});
