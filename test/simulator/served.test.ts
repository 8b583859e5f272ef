import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Reader } from './reader.ts';

const NOW = new Date('2026-09-23T15:00:00Z');
let simulator: Simulator;
let reader: Reader;

beforeAll(async () => {
  simulator = await startSimulator({ now: NOW, people: 50 });
  reader = new Reader(simulator);
});
afterAll(() => simulator.close());

test('knows each event it has served, with its time', async () => {
  const [file] = await reader.files('AUTH_LOG', '2026-09-23T08:00:00Z');
  const events = await reader.events(file!);
  const known = simulator.served.events.get('AUTH_LOG');
  expect([...(known ?? [])]).toEqual(events.map((event) => [event.event_id, event.timestamp]));
  const lines = events.length;
  expect(simulator.served.files.get(file!.id)).toEqual({
    type: 'AUTH_LOG',
    good: true,
    lines,
    badLines: 0,
    distinctIds: lines,
  });
});

test('knows the rows of the last listing, and forgets what it does not repeat', async () => {
  simulator.setFaults(['restated-day', 'empty-day']);
  const window = 'start_time=1789948800&end_time=1790121600';
  await reader.usage(window);
  const rows = await reader.usage(`${window}&limit=11`);
  simulator.setFaults([]);
  const served = [...simulator.served.usage.values()].flatMap((day) => [...day.values()]);
  expect(served).toEqual(rows);
});

test('counts requests by route', async () => {
  const before = simulator.requests.get('users') ?? 0;
  await reader.json(`${reader.compliance}/users`);
  expect(simulator.requests.get('users')).toBe(before + 1);
  expect(simulator.requests.has('delete')).toBe(false);
  expect(simulator.served.users.size).toBeGreaterThan(30);
});
