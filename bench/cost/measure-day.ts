import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '../../simulator/simulator.ts';
import { settingsOf } from '../../src/cli/simulate-command.ts';
import { type Config, readConfig } from '../../src/config/config.ts';
import { streamsOf } from '../../src/config/streams.ts';
import { audit } from '../../src/coverage/audit.ts';
import { auditObjects } from '../../src/coverage/damage/audit-objects.ts';
import { deadlineAfter } from '../../src/deadline/deadline.ts';
import { httpClient } from '../../src/http/http-client.ts';
import { pull } from '../../src/ingest/pull.ts';
import { openLake, openLakeToRead } from '../../src/lake/lake.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { COLLECTORS, type CollectorName } from '../../src/sources/collectors.ts';
import type { Stream } from '../../src/sources/stream.ts';
import { type Calls, countCalls } from '../../test/harness/count-calls.ts';
import { minutesOf } from './pace.ts';
import type { FunctionDay, Volume } from './volumes.ts';

/** A Wednesday: more happens than on an average day, so the bill is rather too high. */
const MIDNIGHT = Date.parse('2026-11-18T00:00:00Z');
const MINUTE_MS = 60_000;
const STEP = 15;

/**
 * Lives through a day of a company as the schedules do: every collector at its pace, each time as a function that opens the lake
 * anew and reads its sources one after another. Processor time includes the simulator's, which answers in this process.
 */
export async function measureDay(people: number): Promise<Volume> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-lake-cost-'));
  const store = folderStore(folder);
  const simulator = await startSimulator({ people, now: new Date(MIDNIGHT) });
  try {
    const config = await readConfig({ lake: folder }, settingsOf(simulator), null);
    const streams = streamsOf(config, []);
    await pullFrom(config, store, streams, new Date(MIDNIGHT));
    const before = await sizesOf(store);
    const functions: Record<string, FunctionDay> = {};
    let bytes = 0;
    for (let minute = STEP; minute <= 24 * 60; minute += STEP) {
      const now = new Date(MIDNIGHT + minute * MINUTE_MS);
      simulator.setNow(now);
      const charge = async (name: CollectorName | 'audit', work: (store: ObjectStore) => Promise<void>) => {
        const cpu = process.cpuUsage();
        const calls = await countCalls(store, simulator, work);
        const { user, system } = process.cpuUsage(cpu);
        functions[name] = withCall(functions[name], calls, (user + system) / 1e6);
        bytes += calls.bytesPut;
      };
      for (const [collector, of] of Map.groupBy(streams, ({ source }) => source.collector)) {
        if (minute % minutesOf(COLLECTORS[collector].every) !== 0) continue;
        await charge(collector, (counted) => pullFrom(config, counted, of, now));
      }
      if (minute % 60 === 0)
        await charge('audit', async (counted) => {
          const lake = await openLakeToRead(counted);
          await auditObjects(lake, now);
          await audit(lake, streams, now);
          await lake.close();
        });
      process.stderr.write(`${people} people: ${Math.round(minute / 14.4)} %\r`);
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

async function pullFrom(config: Config, store: ObjectStore, streams: readonly Stream[], now: Date) {
  const lake = await openLake(store);
  try {
    const deadline = deadlineAfter();
    const http = httpClient({ deadline });
    const run = { id: randomUUID(), lake, http, upstream: config, report: () => {}, deadline };
    for (const { stream, outcome, counters } of await pull({ ...run, now: () => now }, streams)) {
      if (outcome !== 'done') throw new Error(`${stream.source.name}: ${outcome}, ${counters.reason}`);
    }
  } finally {
    await lake.close();
  }
}

const NO_CALL: FunctionDay = { calls: 0, cpuSeconds: 0, upstreamRequests: 0, writes: 0, reads: 0 };

/** A function's day with one call more. */
function withCall(before: FunctionDay = NO_CALL, calls: Calls, cpuSeconds: number): FunctionDay {
  return {
    calls: before.calls + 1,
    cpuSeconds: before.cpuSeconds + cpuSeconds,
    upstreamRequests: before.upstreamRequests + calls.upstream,
    writes: before.writes + calls.put + calls.list,
    reads: before.reads + calls.head + calls.read + calls.download,
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
