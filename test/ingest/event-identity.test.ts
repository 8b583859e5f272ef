import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../src/cli/pull-command.ts';
import type { Lake } from '../../src/lake/lake.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { knownStreams } from '../../src/ledger/known-streams.ts';
import { planRebuild, rebuildItem } from '../../src/repair/rebuild.ts';
import { rowsByTable } from '../harness/compare-lakes.ts';
import { withStore } from '../harness/lake-fixture.ts';
import { type LogUpstream, type MadeFile, startLogUpstream } from '../harness/log-upstream.ts';
import { type PullOptions, pullInto, rowsOf, versions, withLake } from '../harness/pull-fixture.ts';

const TIME = '2026-11-18T10:00:00Z';

/** An event of a type, with the id; `more` stands beside its envelope. */
const event = (type: string | undefined, id: unknown, more: object = {}) => ({
  event_id: id,
  ...(type !== undefined && { type }),
  timestamp: TIME,
  principal: { id: 'ws-made', type: 'CHATGPT_WORKSPACE' },
  actor: { type: 'ACCOUNT_USER', user_id: `user of ${id}` },
  ...more,
});

const file = (eventType: string, id: string, events: readonly object[], minute = 0): MadeFile => ({
  id,
  eventType,
  endTime: `2026-11-18T10:${10 + minute}:00.000001Z`,
  body: events.map((one) => `${JSON.stringify(one)}\n`).join(''),
});

interface At {
  readonly upstream: LogUpstream;
  readonly store: ObjectStore;
  readonly lake: Lake;
  readonly pull: (...sources: string[]) => ReturnType<typeof pullInto>;
}

async function withFiles(files: readonly MadeFile[], work: (at: At) => Promise<void>) {
  const upstream = await startLogUpstream(files);
  const options: PullOptions = { since: '2026-11-17' };
  try {
    await withStore('folder', (store) =>
      withLake(store, (lake) =>
        work({
          upstream,
          store,
          lake,
          pull: (...sources) => pullInto(lake, upstream, { ...options, sources }),
        }),
      ),
    );
  } finally {
    await upstream.close();
  }
}

const ledger = (store: ObjectStore) =>
  rowsOf(
    store,
    `SELECT log_file_id, state, rows::INTEGER AS rows, rejects::INTEGER AS rejects, rows_added::INTEGER AS rows_added
      FROM ledger_files ORDER BY log_file_id`,
  );
const rejects = (store: ObjectStore) =>
  rowsOf(store, 'SELECT source, line::INTEGER AS line, reason FROM rejects ORDER BY source, line');

async function removeAll(store: ObjectStore, prefix: string) {
  for (const key of (await versions(store, prefix)).keys()) await rm(join(store.folder ?? '', key));
}

/** What a rebuild of all from the originals would change. */
async function different({ lake }: At) {
  const found = [];
  for (const item of await planRebuild(lake, await knownStreams(lake)))
    found.push(...(await rebuildItem(lake, item, { verify: true })));
  expect(found.length).toBeGreaterThan(0);
  return found.filter(({ missing, surplus }) => missing + surplus > 0);
}

describe('an id', () => {
  test.each(['', null])(
    'of %j is none: the event is set aside by name, and its neighbours land',
    async (none) => {
      const events = [none, none, none, 'ok'].map((id) =>
        event('CODEX_LOG', id, { event_type: 'PROMPT_SENT' }),
      );
      await withFiles([file('CODEX_LOG', 'f', events)], async (at) => {
        const results = await at.pull('CODEX_LOG');
        expect(exitCodeOf(results)).toBe(3);
        expect(await rowsOf(at.store, 'SELECT event_id FROM codex_log')).toEqual([{ event_id: 'ok' }]);
        expect(await ledger(at.store)).toEqual([
          { log_file_id: 'f', state: 'landed', rows: 1, rejects: 3, rows_added: 1 },
        ]);
        expect(await rejects(at.store)).toEqual(
          [1, 2, 3].map((line) => ({ source: 'CODEX_LOG', line, reason: 'no usable event_id' })),
        );
        expect(await different(at)).toEqual([]);
      });
    },
  );

  test('is unique within its log alone: events of one id in two logs both live, pulled together or one after the other', async () => {
    const files = [
      file('AUTH_LOG', 'a', [event('AUTH_LOG', 'same', { action_data: { action: 'login_success' } })]),
      file('AUDIT_LOG', 'b', [event('AUDIT_LOG', 'same', { action: 'WORKSPACE_TOGGLE_FEATURE' })]),
    ];
    await withFiles(files, async (at) => {
      await at.pull('AUTH_LOG', 'AUDIT_LOG');
      const both = [
        { log_type: 'AUDIT_LOG', event_id: 'same', action: 'WORKSPACE_TOGGLE_FEATURE' },
        { log_type: 'AUTH_LOG', event_id: 'same', action: 'login_success' },
      ];
      const events = () =>
        rowsOf(at.store, 'SELECT log_type, event_id, action FROM compliance_log ORDER BY log_type');
      expect(await events()).toEqual(both);
      expect(await different(at)).toEqual([]);
      const before = await rowsByTable(at.store);
      await removeAll(at.store, 'lake/compliance_log/');
      for (const item of await planRebuild(at.lake, await knownStreams(at.lake)))
        await rebuildItem(at.lake, item);
      expect(await events()).toEqual(both);
      expect(await rowsByTable(at.store)).toEqual(before);
    });
  });

  test('that several files bring is one row, of the file that brought it first, and so the ledger counts', async () => {
    const of = (...ids: string[]) => ids.map((id) => event('AUTH_LOG', id));
    const files = [file('AUTH_LOG', 'f1', of('a', 'a', 'b')), file('AUTH_LOG', 'f2', of('b', 'c'), 1)];
    const added = [
      { log_file_id: 'f1', rows: 3, rows_added: 2 },
      { log_file_id: 'f2', rows: 2, rows_added: 1 },
    ];
    await withFiles(files, async (at) => {
      at.upstream.files = files.slice(0, 1);
      await at.pull('AUTH_LOG');
      at.upstream.files = files;
      await at.pull('AUTH_LOG');
      expect(await ledger(at.store)).toMatchObject(added);
      expect(await rowsOf(at.store, 'SELECT count(*)::INTEGER AS n FROM compliance_log')).toEqual([{ n: 3 }]);
      // As after a run that was broken off before its ledger.
      await removeAll(at.store, 'lake/ledger_files/');
      const before = await versions(at.store, 'lake/compliance_log/');
      await at.pull('AUTH_LOG');
      expect(await ledger(at.store)).toMatchObject(added);
      expect(await versions(at.store, 'lake/compliance_log/')).toEqual(before);
    });
  });
});

test('a time that lay ahead when its file was pulled lies ahead also when its rows are made again', async () => {
  await withFiles(
    [file('AUTH_LOG', 'f', [{ ...event('AUTH_LOG', 'a'), timestamp: '2026-11-23T10:00:00Z' }])],
    async (at) => {
      await at.pull('AUTH_LOG');
      expect(await rowsOf(at.store, 'SELECT event_time FROM compliance_log')).toEqual([{ event_time: null }]);
      expect(await different(at)).toEqual([]);
    },
  );
});

describe('an event of a foreign type in a file', () => {
  const costs = event('COSTS', 'c', {
    payload: { measures: { billing: [{ cost: { value: 7, unit: 'CREDITS' } }] } },
  });

  test.each([
    ['CODEX_LOG', 'codex_log'],
    ['CODEX_SECURITY_LOG', 'codex_security_log'],
    ['AUDIT_LOG', 'compliance_log'],
  ])('of %s that has a table of its own is set aside with its type, and told of', async (log, table) => {
    const lines = [event(log, 'own'), costs, event('Somebody wrote this', 'x')];
    await withFiles([file(log, 'f', lines)], async (at) => {
      const results = await at.pull(log);
      expect(exitCodeOf(results)).toBe(3);
      const isOpen = table === 'compliance_log';
      expect(await rowsOf(at.store, `SELECT event_id FROM ${table} ORDER BY event_id`)).toEqual(
        (isOpen ? ['own', 'x'] : ['own']).map((event_id) => ({ event_id })),
      );
      const reason = (type: string) => `of type ${type}, which is of another log than its file`;
      expect(await rejects(at.store)).toEqual([
        { source: log, line: 2, reason: reason('COSTS') },
        ...(isOpen ? [] : [{ source: log, line: 3, reason: reason('unknown') }]),
      ]);
      expect(await ledger(at.store)).toMatchObject([{ rejects: isOpen ? 1 : 2, rows_added: isOpen ? 2 : 1 }]);
      expect(await different(at)).toEqual([]);
    });
  });

  test('whose table is the same goes where its type belongs, and no copy of it is a second row', async () => {
    const stray = event('AUTH_LOG', 'a', { action_data: { action: 'login_success' } });
    const files = [
      file('AUDIT_LOG', 'f1', [event('AUDIT_LOG', 'a'), stray]),
      file('AUTH_LOG', 'f2', [stray], 1),
    ];
    await withFiles(files, async (at) => {
      await at.pull('AUDIT_LOG', 'AUTH_LOG');
      expect(
        await rowsOf(at.store, 'SELECT log_type, log_file_id FROM compliance_log ORDER BY log_type'),
      ).toEqual([
        { log_type: 'AUDIT_LOG', log_file_id: 'f1' },
        { log_type: 'AUTH_LOG', log_file_id: 'f1' },
      ]);
      expect(await different(at)).toEqual([]);
    });
  });

  test('that says no type is of its file’s, also when several logs are made again together', async () => {
    const files = ['AUDIT_LOG', 'AUTH_LOG', 'APP_LOG'].map((log) =>
      file(log, log, [event(undefined, 'a'), event('', 'b')]),
    );
    await withFiles([...files, file('CODEX_LOG', 'f', [event(undefined, 'a')])], async (at) => {
      await at.pull('AUDIT_LOG', 'AUTH_LOG', 'APP_LOG', 'CODEX_LOG');
      expect(await rowsOf(at.store, 'SELECT log_type, event_id FROM compliance_log ORDER BY ALL')).toEqual(
        ['APP_LOG', 'AUDIT_LOG', 'AUTH_LOG'].flatMap((log_type) =>
          ['a', 'b'].map((event_id) => ({ log_type, event_id })),
        ),
      );
      expect(await rowsOf(at.store, 'SELECT event_id, extra_json FROM codex_log')).toEqual([
        { event_id: 'a', extra_json: null },
      ]);
      expect(await different(at)).toEqual([]);
    });
  });
});
