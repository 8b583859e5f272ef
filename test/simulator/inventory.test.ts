import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Reader } from './reader.ts';

const NOW = new Date('2026-09-23T15:00:00Z');
const List = z.looseObject({
  object: z.literal('list'),
  data: z.array(z.looseObject({ object: z.string(), id: z.string() })),
  has_more: z.boolean(),
});
const Task = z.strictObject({
  object: z.literal('compliance.workspace.codex_task'),
  id: z.string(),
  created_at: z.number(),
  updated_at: z.number(),
  created_by_id: z.string(),
  title: z.string(),
  denormalized_metadata: z.looseObject({}),
});
let simulator: Simulator;
let reader: Reader;

beforeAll(async () => {
  simulator = await startSimulator({ now: NOW, people: 250 });
  reader = new Reader(simulator);
});
afterAll(() => simulator.close());

async function pages(path: string, next: (list: z.infer<typeof List>) => string) {
  const found: z.infer<typeof List>['data'] = [];
  for (let query = ''; ; ) {
    const list = List.parse(await reader.json(`${reader.compliance}/${path}?${query}`));
    found.push(...list.data);
    if (!list.has_more) return found;
    query = next(list);
  }
}

test('tasks come latest update first, thirty a page, by cursor, with fractional seconds', async () => {
  const all = await pages('codex_tasks', (list) => `cursor=${encodeURIComponent(String(list.cursor))}`);
  const tasks = all.map((task) => Task.parse(task));
  const updates = tasks.map((task) => task.updated_at);
  expect(tasks.length).toBeGreaterThan(300);
  expect(new Set(tasks.map((task) => task.id)).size).toBe(tasks.length);
  expect(updates).toEqual(updates.toSorted((a, b) => b - a));
  expect(tasks.every((task) => task.created_at <= task.updated_at)).toBe(true);
  expect(updates[0]).toBeLessThanOrEqual(NOW.getTime() / 1000);
  expect(updates.some((update) => !Number.isInteger(update))).toBe(true);
  expect(tasks.every((task) => task.title.includes(simulator.secrets.contentCanary))).toBe(true);
  const first = List.parse(await reader.json(`${reader.compliance}/codex_tasks?limit=50`));
  expect(first.data).toHaveLength(30);
});

test('environments come newest first, by the id of the last one, without a last_id', async () => {
  const list = List.parse(await reader.json(`${reader.compliance}/codex_environments?limit=4`));
  expect(list).not.toHaveProperty('last_id');
  const all = await pages('codex_environments', (page) => `limit=4&after=${page.data.at(-1)?.id}`);
  const created = all.map((environment) => Number(environment.created_at));
  expect(all.length).toBeGreaterThan(30);
  expect(new Set(all.map((environment) => environment.id)).size).toBe(all.length);
  expect(created).toEqual(created.toSorted((a, b) => b - a));
  const { envVarCanary } = simulator.secrets;
  const Vars = z.record(z.string(), z.string().includes(envVarCanary));
  for (const environment of all)
    expect(Object.keys(Vars.parse(environment.env_vars)).length).toBeGreaterThan(1);
});

test('users come by id, a page behind the last_id of the one before, with their place in the workspace, those who left included', async () => {
  const User = z.strictObject({
    object: z.literal('compliance.workspace.user'),
    id: z.string().startsWith('user-'),
    email: z.email(),
    name: z.string(),
    role: z.enum(['standard-user', 'account-admin', 'account-owner', 'analytics-viewer']),
    created_at: z.int().max(NOW.getTime() / 1000),
    status: z.enum(['active', 'inactive']),
  });
  const all = await pages('users', (list) => `after=${list.last_id}&limit=100`);
  const users = all.map((user) => User.parse(user));
  expect(users.length).toBeGreaterThan(200);
  expect(users.map(({ id }) => id)).toEqual([...new Set(users.map(({ id }) => id))].sort());
  expect(new Set(users.map((user) => user.status)).size).toBe(2);
  expect(new Set(users.map((user) => user.role)).size).toBe(4);
  expect(users.every((user) => simulator.secrets.emails.includes(user.email))).toBe(true);
});

test.each(['codex_tasks', 'codex_environments', 'users'])(
  'one of %s is found by its id, another is 404',
  async (path) => {
    const list = List.parse(await reader.json(`${reader.compliance}/${path}?limit=3`));
    expect(await reader.json(`${reader.compliance}/${path}/${list.data[2]?.id}`)).toEqual(list.data[2]);
    expect((await reader.get(`${reader.compliance}/${path}/nobody`)).status).toBe(404);
  },
);

test.each([
  ['codex_tasks?limit=51', 422],
  ['codex_tasks?cursor=nonsense', 400],
  ['codex_environments?limit=0', 422],
  ['codex_environments?after=env-nowhere', 400],
  ['users?limit=201', 422],
  ['users?after=user-nobody', 400],
])('answers %s with %i', async (query, status) => {
  expect((await reader.get(`${reader.compliance}/${query}`)).status).toBe(status);
});

test('a task moves to the top while its reader pages, once', async () => {
  simulator.setFaults(['task-moves-while-paging']);
  const next = (list: z.infer<typeof List>) => `cursor=${encodeURIComponent(String(list.cursor))}`;
  const during = await pages('codex_tasks', next);
  const after = await pages('codex_tasks', next);
  simulator.setFaults([]);
  const missed = after.filter((task) => !during.some((other) => other.id === task.id));
  expect(missed).toHaveLength(1);
  expect(after[0]).toEqual({ ...missed[0], updated_at: NOW.getTime() / 1000 });
  expect(new Set(during.map((task) => task.id)).size).toBe(during.length - 1);
  expect(simulator.served.tasks.get(missed[0]?.id ?? '')).toBe(NOW.getTime() / 1000);
});
