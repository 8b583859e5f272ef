import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../../lambdas/collect/audit.ts';
import { pull } from '../../lambdas/collect/pull.ts';
import type { Stream } from '../../lambdas/collect/run.ts';
import { type Config, readConfig } from '../../lambdas/config/config.ts';
import { streamsOf } from '../../lambdas/config/streams.ts';
import { deadlineAfter } from '../../lambdas/http/deadline.ts';
import { httpClient } from '../../lambdas/http/http-client.ts';
import { folderStore } from '../../lambdas/lake/folder-store.ts';
import { openLake, openLakeToRead } from '../../lambdas/lake/lake.ts';
import type { ObjectStore } from '../../lambdas/lake/object-store.ts';
import { FAMILIES, type FamilyName } from '../../lambdas/sources/families.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { type Meter, meteredStore } from './metered-store.ts';
import { minutesOf } from './pace.ts';
import type { FunctionDay, Volume } from './volumes.ts';

/** A Wednesday: more happens than on an average day, so the bill is rather too high. */
const MIDNIGHT = Date.parse('2026-11-18T00:00:00Z');
const MINUTE_MS = 60_000;
const STEP = 15;

/**
 * Lives through a day of a company as the schedules do: every source at its pace, each time as a function that opens the lake
 * anew. Processor time includes the simulator's, which answers in this process.
 */
export async function measureDay(people: number): Promise<Volume> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-lake-cost-'));
  const store = folderStore(folder);
  const simulator = await startSimulator({ people, now: new Date(MIDNIGHT) });
  try {
    const config = await configOf(folder, simulator);
    const streams = streamsOf(config, []);
    await pullFrom(config, store, streams, new Date(MIDNIGHT));
    const before = await sizesOf(store);
    const functions: Record<string, FunctionDay> = {};
    let bytes = 0;
    for (let minute = STEP; minute <= 24 * 60; minute += STEP) {
      const now = new Date(MIDNIGHT + minute * MINUTE_MS);
      simulator.setNow(now);
      const meter: Meter = { write: 0, read: 0, bytes: 0 };
      const metered = meteredStore(store, meter);
      for (const stream of streams) {
        const { family } = stream.source;
        if (minute % minutesOf(FAMILIES[family].every) !== 0) continue;
        await charge(functions, family, simulator, meter, () => pullFrom(config, metered, [stream], now));
      }
      if (minute % 60 === 0)
        await charge(functions, 'audit', simulator, meter, async () => {
          const lake = await openLakeToRead(metered);
          await audit(lake, streams, now);
          await lake.close();
        });
      bytes += meter.bytes;
      process.stderr.write(`${people} people: ${Math.round((minute / 14.4) * 1)} %\r`);
    }
    const after = await sizesOf(store);
    return {
      people,
      functions,
      rawBytes: after.raw - before.raw,
      rawObjects: after.rawObjects - before.rawObjects,
      lakeBytes: after.lake - before.lake,
      supersededBytes: bytes - (after.raw - before.raw) - (after.lake - before.lake),
    };
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function configOf(lake: string, simulator: Simulator): Promise<Config> {
  const { apiBase, rangesBase, analyticsKey, complianceKey, workspaceId, organizationId } = simulator;
  const reach = { apiBase, rangesBase, analyticsKey, complianceKey, paced: false };
  const settings = { lake, ...reach, workspaces: [workspaceId], organizations: [organizationId] };
  return readConfig(settings, {}, null);
}

async function pullFrom(config: Config, store: ObjectStore, streams: readonly Stream[], now: Date) {
  const lake = await openLake(store);
  try {
    const deadline = deadlineAfter();
    const http = httpClient({ deadline });
    const run = { id: randomUUID(), lake, http, upstream: config, report: () => {}, deadline };
    for (const { stream, outcome, tally } of await pull({ ...run, now: () => now }, streams)) {
      if (outcome !== 'done') throw new Error(`${stream.source.name}: ${outcome}, ${tally.reason}`);
    }
  } finally {
    await lake.close();
  }
}

async function charge(
  functions: Record<string, FunctionDay>,
  name: FamilyName | 'audit',
  { requests }: Simulator,
  meter: Meter,
  call: () => Promise<void>,
): Promise<void> {
  const asked = () => [...requests.values()].reduce((sum, n) => sum + n, 0);
  const before = { ...meter, asked: asked(), cpu: process.cpuUsage() };
  await call();
  const { user, system } = process.cpuUsage(before.cpu);
  const so = functions[name] ?? { calls: 0, cpuSeconds: 0, upstreamRequests: 0, writes: 0, reads: 0 };
  functions[name] = {
    calls: so.calls + 1,
    cpuSeconds: so.cpuSeconds + (user + system) / 1e6,
    upstreamRequests: so.upstreamRequests + asked() - before.asked,
    writes: so.writes + meter.write - before.write,
    reads: so.reads + meter.read - before.read,
  };
}

async function sizesOf(store: ObjectStore) {
  const sizes = { raw: 0, rawObjects: 0, lake: 0 };
  for await (const { key, size } of store.list('')) {
    if (key.startsWith('raw/')) {
      sizes.raw += size;
      sizes.rawObjects++;
    } else sizes.lake += size;
  }
  return sizes;
}
