import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../src/lake/engine/duckdb.ts';
import { stage } from '../../../src/lake/parse/stage.ts';
import { digestText } from '../../../src/privacy/digest.ts';
import { SOURCES } from '../../../src/sources/sources.ts';
import type { Table } from '../../../src/tables/define-table.ts';
import { type RawRecord, withContent } from '../../../src/tables/record.ts';
import { fieldsOf } from '../../../src/tables/shape.ts';
import { DIGEST_KEY, type ScratchLakes, scratchLakes } from '../../harness/scratch-lake.ts';

let lakes: ScratchLakes;
beforeAll(async () => {
  lakes = await scratchLakes();
});
afterAll(() => lakes.close());

const GIVEN = {
  workspace_id: `'w'`,
  log_file_id: `'f'`,
  feed: `'f'`,
  feed_version: `'v'`,
  day_seen: `DATE '2026-11-02'`,
};
const BESIDE = '{"unheard_of":1}\nno json\n';

/** What becomes of a line in the tables, read strictly or, beside one that needs it, tolerantly. */
async function read(record: RawRecord, sent: object, how: 'strict' | 'tolerant') {
  const lake = await lakes.fresh();
  const files = [await lakes.file('', JSON.stringify(sent))];
  if (how === 'tolerant') files.push(await lakes.file('b', BESIDE));
  await using staged = await stage(lake, record, files, { given: GIVEN });
  // What is summed up is left to the tolerant read where it is no list.
  if (record.name !== 'costs_hour') expect(staged.fallback === undefined).toBe(how === 'strict');
  const rows = new Map<string, Row | undefined>();
  for (const table of record.tables) {
    const [row] = await lake.duckdb.rows(`FROM ${staged.rows(table)}`);
    rows.set(table.name, row);
  }
  return { file: staged.files[0], rows };
}

/** A record with a text at each path that a column of the tables reads, `''` at all but those of the key. */
function recordOf(tables: readonly Table[]): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const table of tables) {
    for (const [name, { origin }] of Object.entries(table.columns)) {
      if (origin.from !== 'record') continue;
      for (const path of origin.paths) {
        if (path.startsWith('@') || path === '$.extra_json') continue;
        const isKey = table.key.includes(name) || name === table.partitionBy;
        const value = isKey ? keyOf(origin.read) : '';
        const fields = fieldsOf(path);
        const last = fields.pop() ?? '';
        let at = record;
        for (const field of fields) {
          at[field] ??= {};
          at = at[field] as Record<string, unknown>;
        }
        at[last] ??= value;
      }
    }
  }
  return record;
}

const keyOf = (read: string): unknown =>
  read === 'unix' ? 1_793_577_600 : read === 'iso' ? '2026-11-02T00:00:00Z' : 'k';

const records = [...new Map(SOURCES.map(({ record }) => [record.name, record])).values()];

describe.each(['strict', 'tolerant'] as const)('an empty string, by the %s read', (how) => {
  it.each(records.map((record) => [record.name, withContent(record)] as const))(
    'is null in every column of %s that is not of people’s words, and no new field',
    async (_name, record) => {
      const sent = recordOf(record.tables);
      const { file, rows } = await read(record, sent, how);
      expect(file).toMatchObject({ rows: 1, rejects: [], unknownFields: 0 });
      const filled: Record<string, unknown> = {};
      const expected: Record<string, unknown> = {};
      for (const table of record.tables) {
        if (table.unnest !== undefined) continue;
        const row = rows.get(table.name);
        for (const [name, { origin, kind }] of Object.entries(table.columns)) {
          const at = `${table.name}.${name}`;
          if (origin.from !== 'record' || table.key.includes(name) || name === table.partitionBy) continue;
          filled[at] = row?.[name];
          expected[at] = null;
          if (origin.read === 'length') expected[at] = '0';
          if (origin.read === 'digest') expected[at] = digestText(DIGEST_KEY, '');
          if (origin.read === 'verbatim') expected[at] = '';
          // The path of the key or the time is read a second time here.
          if (kind === 'date' || kind === 'timestamp')
            expected[at] = row?.[name] === null ? null : filled[at];
        }
      }
      expect(filled).toEqual(expected);
    },
  );

  it('is null in the place of an object and of a list, and under a name no column knows', async () => {
    const [record] = records.filter(({ name }) => name === 'compliance_log');
    const sent = {
      event_id: 'a',
      type: 'AUDIT_LOG',
      timestamp: '2026-11-02T10:00:00Z',
      actor: '',
      request_metadata: { client_ip_details: '' },
      action_data: '',
      ...(how === 'tolerant' && { brand_new: '' }),
    };
    const lake = await lakes.fresh();
    const files = [await lakes.file('', JSON.stringify(sent))];
    await using staged = await stage(lake, record!, files, { given: GIVEN });
    expect(staged.files).toMatchObject([{ rows: 1, rejects: [], unknownFields: 0 }]);
    expect(
      await lake.duckdb.rows(
        `SELECT user_id, client_asn, action_data, extra_json FROM ${staged.rows(record!.tables[0])}`,
      ),
    ).toEqual([{ user_id: null, client_asn: null, action_data: null, extra_json: null }]);
  });

  it.each([
    ['AS29518', '29518'],
    ['as29518', '29518'],
    ['29518', '29518'],
    [29518, '29518'],
  ])('beside which an autonomous system sent as %s is its number', async (asn, number) => {
    const [record] = records.filter(({ name }) => name === 'compliance_log');
    const details = { asn, country: '', latitude: '', longitude: '' };
    const sent = {
      event_id: 'a',
      type: 'AUTH_LOG',
      timestamp: '2026-11-02T10:00:00Z',
      request_metadata: { client_ip_details: details },
    };
    const { file, rows } = await read(record!, sent, how);
    expect(file).toMatchObject({ rows: 1, unknownFields: 0 });
    expect(rows.get('compliance_log')).toMatchObject({
      client_asn: number,
      client_country: null,
      client_latitude: null,
      extra_json: null,
    });
  });
});
