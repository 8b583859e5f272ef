import { afterEach, expect, test } from 'vitest';
import type { FaultName } from '../../simulator/faults.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Reader, seconds, type UsageRow } from './reader.ts';

// 22 September 2026 is a Tuesday.
const NOW = new Date('2026-09-25T15:00:00Z');
const TUESDAY = seconds('2026-09-22T00:00:00Z');
const WEDNESDAY = TUESDAY + 86_400;
const WEEK = `start_time=${TUESDAY - 86_400}&end_time=${TUESDAY + 3 * 86_400}`;
let simulator: Simulator;

async function start(...faults: FaultName[]): Promise<Reader> {
  simulator = await startSimulator({ now: NOW, people: 80, faults });
  return new Reader(simulator);
}
afterEach(() => simulator.close());

const ofDay = (rows: UsageRow[], day: number) => rows.filter((row) => row.start_time === day);
const byUser = (rows: UsageRow[]) => new Map(rows.map((row) => [row.user_id, row]));

test('restated-day: asked again, some rows of a Tuesday are up, one is gone and one is new; then it stays so', async () => {
  const reader = await start('restated-day');
  const before = await reader.usage(WEEK);
  const after = await reader.usage(`${WEEK}&limit=9`);
  const [old, restated] = [byUser(ofDay(before, TUESDAY)), byUser(ofDay(after, TUESDAY))];
  expect([...old.keys()].filter((user) => !restated.has(user))).toHaveLength(1);
  expect([...restated.keys()].filter((user) => !old.has(user))).toHaveLength(1);
  const common = [...restated].filter(([user]) => old.has(user));
  const ups = common.filter(([user, row]) => row.totals.credits > (old.get(user)?.totals.credits ?? 0));
  const sames = common.filter(([user, row]) => row.totals.credits === old.get(user)?.totals.credits);
  expect(ups.length).toBeGreaterThan(3);
  expect(ups.length + sames.length).toBe(common.length);
  expect(ofDay(after, WEDNESDAY)).toEqual(ofDay(before, WEDNESDAY));
  expect(await reader.usage(WEEK)).toEqual(after);
});

test('restated-day: the workspace row is restated by as much as its people', async () => {
  const reader = await start('restated-day');
  const tuesday = `start_time=${TUESDAY}&end_time=${WEDNESDAY}`;
  for (let asked = 0; asked < 2; asked++) {
    const people = await reader.usage(tuesday);
    const [workspace] = await reader.usage(`${tuesday}&group=workspace`);
    expect(workspace?.totals.turns).toBe(people.reduce((sum, row) => sum + row.totals.turns, 0));
  }
});

test('restated-day: a Tuesday first asked for in a later listing is told as it was', async () => {
  const reader = await start('restated-day');
  const wednesday = await reader.usage(`start_time=${WEDNESDAY}&end_time=${WEDNESDAY + 86_400}`);
  expect(wednesday.length).toBeGreaterThan(10);
  const first = await reader.usage(WEEK);
  const second = await reader.usage(WEEK);
  expect(ofDay(first, TUESDAY)).not.toEqual(ofDay(second, TUESDAY));
});

test('empty-day: asked again, a Wednesday has no rows', async () => {
  const reader = await start('empty-day');
  const before = await reader.usage(WEEK);
  const after = await reader.usage(WEEK);
  expect(ofDay(before, WEDNESDAY).length).toBeGreaterThan(10);
  expect(after).toEqual(before.filter((row) => row.start_time !== WEDNESDAY));
});

test('new-key: rows have keys nobody knows, at the top and nested', async () => {
  const reader = await start('new-key');
  const [row] = await reader.usage(WEEK);
  expect(row).toHaveProperty('workspace_tier');
  expect(row?.totals).toHaveProperty('reasoning_joules');
  expect(row?.clients[0]).toHaveProperty('subagents');
});

test('unknown-client: many people use a surface nobody has heard of', async () => {
  const reader = await start('unknown-client');
  const rows = await reader.usage(WEEK);
  const strange = rows.filter((row) =>
    row.clients.some((client) => client.client_id === 'CODEX_HOLOGRAM_PROJECTOR'),
  );
  expect(strange.length).toBeGreaterThan(5);
  expect(strange.length).toBeLessThan(rows.length);
});
