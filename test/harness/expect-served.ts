import { expect } from 'vitest';
import type { UsageRow } from '../../simulator/analytics/usage-row.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import type { Row } from '../../src/lake/engine/duckdb.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { TABLES } from '../../src/tables/tables.ts';
import { ask, rowsOf } from './pull-fixture.ts';

/** Events in the lake: log type, then one `id time` each, copies and all, in order. */
export type Events = Readonly<Record<string, readonly string[]>>;

const EVENTS = `
  SELECT 'CODEX_LOG' AS log_type, event_id, event_time, dt FROM codex_log
  UNION ALL SELECT 'CODEX_SECURITY_LOG', event_id, event_time, dt FROM codex_security_log
  UNION ALL SELECT log_type, event_id, event_time, dt FROM compliance_log
  UNION ALL SELECT 'COSTS', event_id, event_time, dt FROM costs_hour`;

export async function eventsIn(store: ObjectStore): Promise<Events> {
  const rows = await rowsOf(
    store,
    `SELECT log_type, event_id, epoch_ms(event_time) AS at, dt FROM (${EVENTS}) ORDER BY ALL`,
  );
  return byType(rows.map((row) => [String(row.log_type), eventText(row.event_id, row.at)]));
}

/** What the simulator says it handed out in good files. */
function eventsServed({ served }: Simulator): Events {
  return byType(
    [...served.events].flatMap(([type, events]) =>
      [...events].map(([id, time]): [string, string] => [
        type,
        eventText(id, time === null ? null : Date.parse(time)),
      ]),
    ),
  );
}

function eventText(id: unknown, at: unknown): string {
  return `${id} ${at === null ? 'untimed' : new Date(Number(at)).toISOString()}`;
}

function byType(events: readonly (readonly [string, string])[]): Events {
  const types: Record<string, string[]> = {};
  for (const [type, event] of events) {
    types[type] ??= [];
    types[type].push(event);
  }
  return Object.fromEntries(
    Object.keys(types)
      .sort()
      .map((type) => [type, types[type]?.sort() ?? []]),
  );
}

/** No event lost, none twice, each at its time and in the partition of its day. */
export async function expectEventsAsServed(store: ObjectStore, simulator: Simulator): Promise<void> {
  const served = eventsServed(simulator);
  expect(Object.values(served).flat().length).toBeGreaterThan(0);
  expect(await eventsIn(store)).toEqual(served);
  const misplaced = await rowsOf(
    store,
    `SELECT event_id FROM (${EVENTS})
     WHERE dt <> coalesce(strftime(event_time, '%Y-%m-%d'), '2025-01-01')`,
  );
  expect(misplaced).toEqual([]);
}

const micros = (value: unknown) => (value === null ? null : Math.round(Number(value) * 1e6));

function figures(row: UsageRow['totals']) {
  return [row.threads, row.turns, micros(row.credits), micros(row.cost_usd), row.text_total_tokens];
}

function usageServed(days: Simulator['served']['usage']): string[] {
  return [...days].flatMap(([day, rows]) =>
    [...rows].flatMap(([who, row]) => {
      const user = who === '*' ? [] : [row.user_id];
      return [
        JSON.stringify([day, ...user, 'total', ...figures(row.totals)]),
        ...row.clients.map((client) =>
          JSON.stringify([day, ...user, `client ${client.client_id}`, ...figures(client)]),
        ),
        ...(row.models ?? []).map(({ model, speed, credits, text_total_tokens }) =>
          JSON.stringify([day, ...user, `model ${model} ${speed}`, micros(credits), text_total_tokens]),
        ),
      ];
    }),
  );
}

async function usageIn(store: ObjectStore, table: 'user' | 'workspace'): Promise<string[]> {
  const user = table === 'user' ? 'user_id,' : '';
  const rows = await ask(
    store,
    async (duckdb) => [
      ...(await duckdb.rows(`SELECT day, ${user} 'total' AS what, threads, turns, credits, cost_usd, total_tokens
        FROM usage_${table}_day`)),
      ...(await duckdb.rows(`SELECT day, ${user} 'client ' || client_id AS what, threads, turns, credits, cost_usd,
        total_tokens FROM usage_${table}_client_day`)),
      ...(await duckdb.rows(`SELECT day, ${user} 'model ' || model || ' ' || coalesce(speed, 'null') AS what, credits,
        total_tokens FROM usage_${table}_model_day`)),
    ],
    TABLES.filter(({ name }) => name.startsWith(`usage_${table}_`)),
  );
  return rows.map((row) => JSON.stringify(Object.entries(row).map(([name, value]) => plain(name, value))));
}

function plain(name: string, value: unknown): unknown {
  if (name === 'credits' || name === 'cost_usd') return micros(value);
  return ['threads', 'turns', 'total_tokens'].includes(name) && value !== null ? Number(value) : value;
}

/** The figures of each person and of the workspace, by client and model, as they were told last. */
export async function expectUsageAsServed(store: ObjectStore, { served }: Simulator): Promise<void> {
  expect(served.usage.size).toBeGreaterThan(0);
  expect((await usageIn(store, 'user')).sort()).toEqual(usageServed(served.usage).sort());
  expect((await usageIn(store, 'workspace')).sort()).toEqual(usageServed(served.workspaceUsage).sort());
}

export async function expectReviewsAsServed(store: ObjectStore, { served }: Simulator): Promise<void> {
  const held = await rowsOf(store, 'SELECT day, reviews, comments, comments_p0 FROM code_reviews_day');
  expect(numbers(held)).toEqual(
    [...served.codeReviews].sort().map(([day, row]) => ({
      day,
      reviews: row.pull_request_reviews,
      comments: row.comments,
      comments_p0: row.comment_details.p0,
    })),
  );
  const answered = await rowsOf(
    store,
    'SELECT day, reviews_merged, comments_merged, replies, reactions FROM code_review_responses_day',
  );
  expect(numbers(answered)).toEqual(
    [...served.codeReviewResponses].sort().map(([day, row]) => ({
      day,
      reviews_merged: row.pull_request_reviews,
      comments_merged: row.comments,
      replies: row.replies,
      reactions: row.reactions,
    })),
  );
}

function numbers(rows: readonly Row[]) {
  return rows
    .map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, name === 'day' ? value : Number(value)]),
      ),
    )
    .sort((a, b) => (String(a.day) < String(b.day) ? -1 : 1));
}

/** Every task at its newest change, every environment and user, each once. */
export async function expectListsAsServed(store: ObjectStore, { served }: Simulator): Promise<void> {
  await expectTasksAsServed(store, served);
  const environments = await rowsOf(store, 'SELECT environment_id AS id FROM codex_environments');
  expect(environments.map(({ id }) => id).sort()).toEqual([...served.environments].sort());
  const users = await rowsOf(store, 'SELECT user_id AS id FROM users');
  expect(users.map(({ id }) => id).sort()).toEqual([...served.users].sort());
  const prefixes = await rowsOf(store, 'SELECT prefix AS id FROM egress_ip_ranges');
  const feeds = [...served.ranges.values()].flatMap((feed) => feed?.prefixes ?? []);
  expect(prefixes.map(({ id }) => id).sort()).toEqual([...new Set(feeds)].sort());
}

export async function expectTasksAsServed(store: ObjectStore, served: Simulator['served']): Promise<void> {
  const tasks = await rowsOf(store, 'SELECT task_id, epoch_ms(updated_at) AS at FROM codex_tasks');
  expect(served.tasks.size).toBeGreaterThan(0);
  expect(tasks.map(({ task_id, at }) => `${task_id} ${at}`).sort()).toEqual(
    [...served.tasks].map(([id, at]) => `${id} ${Math.floor(at * 1000)}`).sort(),
  );
}
