import fc from 'fast-check';
import { expect, it } from 'vitest';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { ask, pullInto, withFolder, withLake } from '../harness/pull-fixture.ts';
import { startAnsweringUpstream } from './answering-upstream.ts';
import { valuesOf } from './arbitrary.ts';
import { isObject, type Json, readDocument, schemaNamed } from './document.ts';
import { FUZZ_MS, fuzz } from './fuzz.ts';
import { type Spoiling, spoiling, spoilt } from './spoil.ts';

const document = readDocument();
const time = fc.constant('2026-11-18T10:00:00Z');

const LISTS = [
  { source: 'users', schema: 'lists.User', table: 'users', id: 'user_id' },
  {
    source: 'codex_environments',
    schema: 'lists.Environment',
    table: 'codex_environments',
    id: 'environment_id',
  },
  { source: 'codex_tasks', schema: 'lists.Task', table: 'codex_tasks', id: 'task_id' },
] as const;

interface Item {
  readonly value: Json;
  readonly fate: 'good' | 'spoilt' | 'without id';
  readonly spoiling: Spoiling;
  readonly noId: Json;
}

const itemsOf = (schema: string): fc.Arbitrary<readonly Item[]> =>
  fc.array(
    fc.record({
      value: valuesOf(document, schemaNamed(document, schema), { time }),
      fate: fc.oneof(
        { weight: 12, arbitrary: fc.constant('good' as const) },
        { weight: 2, arbitrary: fc.constant('spoilt' as const) },
        { weight: 1, arbitrary: fc.constant('without id' as const) },
      ),
      spoiling,
      noId: fc.constantFrom<Json>(null, undefined as unknown as null),
    }),
    { maxLength: 14 },
  );

/** A list as it is sent: its items as texts, the ids of those that have one, and how many others there are. */
function sentOf(items: readonly Item[]) {
  const texts: string[] = [];
  const ids: string[] = [];
  // What is sent twice is one record.
  const unreadable = new Set<string>();
  for (const [n, { value, fate, spoiling: what, noId }] of items.entries()) {
    const id = `${[...String(Object(value).id)].slice(0, 12).join('')}#${n}`;
    const named: Json = { ...Object(value), id };
    if (fate === 'without id') {
      texts.push(JSON.stringify({ ...Object(value), id: noId }));
      unreadable.add(texts.at(-1) ?? '');
      continue;
    }
    const text = fate === 'spoilt' ? spoilt(named, what, ['id']) : JSON.stringify(named);
    // A page must be JSON for its items to be told apart at all.
    const parsed = jsonOf(text);
    if (parsed === undefined) continue;
    texts.push(text);
    if (isObject(parsed) && typeof parsed.id === 'string' && !text.includes('[[[[[[[[[[')) ids.push(id);
    else unreadable.add(text);
  }
  return { texts, ids, unreadable: unreadable.size };
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The page behind a cursor, which is the number of items before it; of a list that names it in its own way. */
function pageOf(source: string, texts: readonly string[], size: number, url: URL): string {
  const from = Number(url.searchParams.get(source === 'codex_tasks' ? 'cursor' : 'after') ?? 0);
  const page = texts.slice(from, from + size);
  const next = from + page.length;
  const hasMore = next < texts.length;
  const cursor = JSON.stringify(hasMore ? String(next) : null);
  return `{"object":"list","data":[${page.join(',')}],"has_more":${hasMore},"last_id":${cursor},"cursor":${cursor}}`;
}

const MOST_REJECTS = 10;

it(
  'every thing of a list is in its table, and what is none costs itself alone',
  async () => {
    const lists = fc.record({
      users: itemsOf('lists.User'),
      codex_environments: itemsOf('lists.Environment'),
      codex_tasks: itemsOf('lists.Task'),
      size: fc.integer({ min: 1, max: 6 }),
    });
    await fuzz(
      'lists',
      fc.asyncProperty(lists, async (drawn) => {
        const sent = LISTS.map((list) => ({ ...list, ...sentOf(drawn[list.source]) }));
        const upstream = await startAnsweringUpstream((url) => {
          const asked = sent.find(({ source }) => url.pathname.endsWith(`/${source}`));
          return asked && pageOf(asked.source, asked.texts, drawn.size, url);
        });
        try {
          await withFolder(async (folder) => {
            const store = folderStore(folder);
            const results = await withLake(store, (lake) =>
              pullInto(lake, upstream, { sources: LISTS.map(({ source }) => source) }),
            );
            expect(results.map(({ outcome, error }) => [outcome, error?.message])).toEqual(
              LISTS.map(() => ['done', undefined]),
            );
            await ask(store, async (duckdb) => {
              for (const { source, table, id, ids, unreadable } of sent) {
                const [entry] = await duckdb.rows(
                  `SELECT state, reason, rejects::INTEGER AS rejects FROM ledger_days WHERE source = '${source}'`,
                );
                const rows = await duckdb.rows(`SELECT ${id} AS id FROM ${table}`);
                const all = ids.length + unreadable;
                if (entry?.state === 'quarantined') {
                  const isMostlyBad =
                    ids.length === 0 || (unreadable > MOST_REJECTS && unreadable > 0.1 * all);
                  expect([source, isMostlyBad, entry.reason]).toEqual([
                    source,
                    true,
                    expect.stringMatching(/./),
                  ]);
                  continue;
                }
                expect([source, rows.map((row) => String(row.id)).sort()]).toEqual([source, [...ids].sort()]);
                if (all > 0) expect([source, entry?.rejects]).toEqual([source, unreadable]);
              }
            });
          });
        } finally {
          await upstream.close();
        }
      }),
    );
  },
  FUZZ_MS,
);
