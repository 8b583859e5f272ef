import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { pullInto, rowsOf, withFolder, withLake } from '../harness/pull-fixture.ts';
import { countAttacks } from '../proofs/count-attacks.ts';

const WORKSPACE = 'ws-1';
const MB = 1 << 20;
const SECRET = 'attack at dawn';
const END_TIME = '2026-11-20T08:00:00.000001Z';

const event = (id: string, more = '') =>
  `{"event_id":"${id}","timestamp":"2026-11-20T07:00:00Z","type":"AUDIT_LOG"${more}}\n`;

interface Hostile {
  readonly name: string;
  readonly body: () => Buffer;
  /** Events of the file that are read all the same; with none the file is quarantined. */
  readonly read: number;
  readonly rejects: number;
}

/** Each file has one good event before what is hostile, and one behind it, where lines are told apart. */
const around = (hostile: Buffer | string) =>
  Buffer.concat([Buffer.from(event('before')), Buffer.from(hostile), Buffer.from(`\n${event('after')}`)]);

const BODIES: readonly Hostile[] = [
  {
    name: 'a line of 100 MB',
    body: () => around(`{"event_id":"${'x'.repeat(100 * MB)}"}`),
    read: 2,
    rejects: 1,
  },
  {
    name: 'nesting of a million levels',
    body: () => around(`{"event_id":"deep","actor":${'['.repeat(1e6)}${']'.repeat(1e6)}}`),
    read: 2,
    rejects: 1,
  },
  {
    name: 'bytes that are no UTF-8',
    body: () =>
      around(
        Buffer.concat([Buffer.from('{"event_id":"'), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from('"}')]),
      ),
    read: 2,
    rejects: 1,
  },
  { name: 'NUL bytes', body: () => around(`{"event_id":"nul\u0000${SECRET}"`), read: 2, rejects: 1 },
  { name: 'a page of HTML', body: () => Buffer.from(`<html>${SECRET}</html>`), read: 0, rejects: 1 },
  {
    name: 'nothing but junk lines',
    body: () => Buffer.from(`${SECRET}\n`.repeat(5_000)),
    read: 0,
    rejects: 5_000,
  },
  {
    name: 'numbers beyond all bounds',
    body: () => around(event('huge', `,"amount":1${'0'.repeat(400)}`).trim()),
    read: 3,
    rejects: 0,
  },
  {
    name: 'two hundred thousand fields in one record',
    body: () =>
      around(event('bomb', Array.from({ length: 200_000 }, (_, i) => `,"field${i}":{}`).join('')).trim()),
    read: 3,
    rejects: 0,
  },
];

/** An upstream whose audit log is two files: a hostile one, then a good one. */
async function withHostile<T>(hostile: Buffer, work: (apiBase: string) => Promise<T>): Promise<T> {
  const bodies = new Map([
    ['eclf_hostile', hostile],
    ['eclf_neighbour', Buffer.from(event('neighbour'))],
  ]);
  const listing = JSON.stringify({
    data: [...bodies].map(([id, body]) => ({
      id,
      event_type: 'AUDIT_LOG',
      end_time: END_TIME,
      file_name: `${id}.jsonl`,
      file_size: body.length,
      file_sha256: createHash('sha256').update(body).digest('hex'),
    })),
    has_more: false,
    last_end_time: END_TIME,
  });
  const server = createServer((asked, answer) => {
    const id = new URL(asked.url ?? '/', 'http://upstream').pathname.split('/').at(-1) ?? '';
    answer.writeHead(200).end(bodies.get(id) ?? listing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

countAttacks('bodies of log files made to harm');

test.each(BODIES)(
  '$name: told clearly and without its content, in bounded memory, and its neighbour lands',
  async ({ body, read, rejects }) => {
    const bytes = body();
    await withHostile(bytes, (apiBase) =>
      withFolder(async (folder) => {
        const store = folderStore(folder);
        let peak = 0;
        const before = process.memoryUsage.rss();
        const watch = setInterval(() => {
          peak = Math.max(peak, process.memoryUsage.rss() - before);
        }, 20);
        const [result] = await withLake(store, (lake) =>
          pullInto(
            lake,
            {
              apiBase,
              rangesBase: apiBase,
              analyticsKey: 'key',
              complianceKey: 'key',
              workspaceId: WORKSPACE,
              organizationId: 'org-1',
            },
            { sources: ['AUDIT_LOG'], since: '2026-11-20' },
          ),
        );
        clearInterval(watch);
        expect(result).toMatchObject({
          outcome: 'done',
          counters: { rejects, notLanded: read === 0 ? 1 : 0 },
        });
        expect(await rowsOf(store, `SELECT count(*)::INTEGER AS n FROM compliance_log`)).toEqual([
          { n: read + 1 },
        ]);
        const told = await rowsOf(
          store,
          `SELECT state, reason FROM ledger_files UNION ALL SELECT 'reject', reason FROM rejects`,
        );
        if (read === 0)
          expect(told).toContainEqual({
            state: 'quarantined',
            reason: expect.stringMatching(/^\d+ of \d+ records unreadable, the first at line 1: /),
          });
        expect(JSON.stringify(told)).not.toContain(SECRET);
        expect(peak).toBeLessThan(700 * MB + 3 * bytes.length);
      }),
    );
  },
  120_000,
);
