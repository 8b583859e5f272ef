import fc from 'fast-check';
import { expect, it } from 'vitest';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { ask, pullInto, withFolder, withLake } from '../harness/pull-fixture.ts';
import { startAnsweringUpstream } from './answering-upstream.ts';
import { valuesOf } from './arbitrary.ts';
import { type Json, readDocument, schemaNamed } from './document.ts';
import { FUZZ_MS, fuzz } from './fuzz.ts';
import { type Spoiling, spoiling, spoilt } from './spoil.ts';

const document = readDocument();
const time = fc.constant('2026-11-18T10:00:00Z');

const SINCE = '2026-11-16';
const DAYS = ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20'];
const DAY_SECONDS = 86_400;
const startOf = (day: string) => Date.parse(day) / 1000;

const SOURCES = [
  { source: 'usage', path: 'usage', schema: 'analytics.UsageRow', table: 'usage_user_day', rowsADay: 4 },
  {
    source: 'usage_workspace',
    path: 'usage',
    schema: 'analytics.UsageRow',
    table: 'usage_workspace_day',
    rowsADay: 1,
  },
  {
    source: 'code_reviews',
    path: 'code_reviews',
    schema: 'analytics.CodeReviewRow',
    table: 'code_reviews_day',
    rowsADay: 1,
  },
  {
    source: 'code_review_responses',
    path: 'code_review_responses',
    schema: 'analytics.CodeReviewResponseRow',
    table: 'code_review_responses_day',
    rowsADay: 1,
  },
] as const;
type SourceName = (typeof SOURCES)[number]['source'];

interface Row {
  readonly value: Json;
  readonly fate: 'good' | 'spoilt' | 'another day';
  readonly spoiling: Spoiling;
}

const rowsOf = (schema: string, most: number): fc.Arbitrary<readonly (readonly Row[])[]> =>
  fc.array(
    fc.array(
      fc.record({
        value: valuesOf(document, schemaNamed(document, schema), { time }),
        fate: fc.oneof(
          { weight: 20, arbitrary: fc.constant('good' as const) },
          { weight: 2, arbitrary: fc.constant('spoilt' as const) },
          { weight: 1, arbitrary: fc.constant('another day' as const) },
        ),
        spoiling,
      }),
      { maxLength: most },
    ),
    { minLength: DAYS.length, maxLength: DAYS.length },
  );

/** A day as it is sent. */
interface SentDay {
  readonly day: string;
  readonly texts: readonly string[];
  /** Rows of that day, with whom they are of. */
  readonly users: readonly string[];
  /** Whether a row does not say that it is of this day, so that the day cannot be told to be whole. */
  readonly isBroken: boolean;
}

function sentOf(source: SourceName, days: readonly (readonly Row[])[]): SentDay[] {
  return DAYS.map((day, index) => {
    const texts: string[] = [];
    const users: string[] = [];
    let isBroken = false;
    for (const [n, { value, fate, spoiling: what }] of (days[index] ?? []).entries()) {
      const user = `user-${n}`;
      const start = startOf(day);
      const row: Json = {
        ...Object(value),
        start_time: fate === 'another day' ? start - 400 * DAY_SECONDS : start,
        end_time: start + DAY_SECONDS,
        ...(source === 'usage' && { user_id: user }),
      };
      const text =
        fate === 'spoilt' ? spoilt(row, what, ['start_time', 'user_id', 'actor']) : JSON.stringify(row);
      const parsed = jsonOf(text);
      // A page must be JSON for its rows to be told apart at all.
      if (parsed === undefined) continue;
      texts.push(text);
      if (Object(parsed).start_time !== start || Array.isArray(parsed)) isBroken = true;
      else if (!text.includes('[[[[[[[[[[')) users.push(user);
    }
    return { day, texts, users, isBroken };
  });
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A page of what is asked for: rows of the days from `start_time` until before `end_time`, so many a page. */
function pageOf(days: readonly SentDay[], size: number, query: URLSearchParams): string {
  const [from, until] = [Number(query.get('start_time')), Number(query.get('end_time'))];
  const texts = days.flatMap(({ day, texts: of }) =>
    startOf(day) >= from && startOf(day) < until ? of : [],
  );
  const begin = Number(query.get('page') ?? 0);
  const next = begin + size;
  const more = next < texts.length;
  return `{"object":"page","data":[${texts.slice(begin, next).join(',')}],"has_more":${more},"next_page":${more ? `"${next}"` : null}}`;
}

/** So many broken days one after another are a broken source. */
const MOST_BROKEN_IN_A_ROW = 3;

function hasBrokenRun(days: readonly SentDay[]): boolean {
  const marks = days.map(({ isBroken }) => (isBroken ? 'x' : ' ')).join('');
  return marks.includes('x'.repeat(MOST_BROKEN_IN_A_ROW));
}

it(
  'every row of a day is in its table, and a day with what is none is held by itself',
  async () => {
    const upstreams = fc.record({
      usage: rowsOf('analytics.UsageRow', 4),
      usage_workspace: rowsOf('analytics.UsageRow', 1),
      code_reviews: rowsOf('analytics.CodeReviewRow', 1),
      code_review_responses: rowsOf('analytics.CodeReviewResponseRow', 1),
      size: fc.integer({ min: 1, max: 7 }),
    });
    await fuzz(
      'days',
      fc.asyncProperty(upstreams, async (drawn) => {
        const sent = SOURCES.map((one) => ({ ...one, days: sentOf(one.source, drawn[one.source]) }));
        const upstream = await startAnsweringUpstream((url) => {
          const [path] = url.pathname.split('/').slice(-1);
          const asked = sent.find(
            (one) =>
              one.path === path &&
              (one.source === 'usage_workspace') === (url.searchParams.get('group') === 'workspace'),
          );
          return asked && pageOf(asked.days, drawn.size, url.searchParams);
        });
        try {
          await withFolder(async (folder) => {
            const store = folderStore(folder);
            const results = await withLake(store, (lake) =>
              pullInto(lake, upstream, { sources: SOURCES.map(({ source }) => source), since: SINCE }),
            );
            await ask(store, async (duckdb) => {
              for (const { source, table, days } of sent) {
                const result = results.find(({ stream }) => stream.source.name === source);
                if (result?.outcome !== 'done') {
                  expect([source, result?.outcome, hasBrokenRun(days), result?.error?.message]).toEqual([
                    source,
                    'failed',
                    true,
                    expect.stringMatching(/./),
                  ]);
                  continue;
                }
                const ledger = await duckdb.rows(
                  `SELECT day::VARCHAR AS day, state, reason, rejects::INTEGER AS rejects FROM ledger_days WHERE source = '${source}'`,
                );
                const who = source === 'usage' ? 'user_id' : "'user-0'";
                const rows = await duckdb.rows(`SELECT day::VARCHAR AS day, ${who} AS who FROM ${table}`);
                for (const { day, texts, users, isBroken } of days) {
                  const entry = ledger.find((one) => one.day === day);
                  const there = rows.filter((one) => one.day === day).map(({ who: user }) => user);
                  if (isBroken || (users.length === 0 && texts.length > 0)) {
                    expect([source, day, entry?.state, entry?.reason, there]).toEqual([
                      source,
                      day,
                      'quarantined',
                      expect.stringMatching(/./),
                      [],
                    ]);
                    continue;
                  }
                  expect([source, day, entry?.state, there.sort()]).toEqual([
                    source,
                    day,
                    'landed',
                    [...users].sort(),
                  ]);
                  expect([source, day, entry?.rejects]).toEqual([source, day, texts.length - users.length]);
                }
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
