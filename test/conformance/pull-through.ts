import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startSimulator } from '../../simulator/simulator.ts';
import { readConfig } from '../../src/config/config.ts';
import { checkEndpoints } from '../../src/doctor/check-endpoints.ts';
import { checkLogTypes } from '../../src/doctor/check-log-types.ts';
import { httpClient } from '../../src/http/http-client.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { NOW, pullInto, withLake } from '../harness/pull-fixture.ts';
import type { Expected } from './expected-violations.ts';
import type { Wire } from './wire.ts';

const DAY_MS = 86_400_000;

/** Pulls what a mode is about by way of the wire; where a mode shows only in what is asked for again, twice. */
export async function pullThrough(wire: Wire, mode: Expected, workDir: string): Promise<void> {
  const { fault, sources = [], since, people = 6, pulls = 1, probes = false } = mode;
  const folder = join(workDir, fault ?? 'plain');
  const simulator = await startSimulator({ people, now: NOW, ...(fault && { faults: [fault] }) });
  wire.connect(simulator);
  const upstream = {
    ...simulator,
    apiBase: wire.apiBase,
    rangesBase: wire.rangesBase,
  };
  try {
    await withLake(folderStore(folder), async (lake) => {
      for (let n = 0; n < pulls; n++) {
        const now = new Date(NOW.getTime() + n * DAY_MS);
        simulator.setNow(now);
        await pullInto(lake, upstream, { sources, since, now, runId: `run-${n}` });
      }
    });
    if (probes) {
      const { workspaceId, organizationId, analyticsKey, complianceKey } = simulator;
      const config = await readConfig(
        {
          workspaces: [workspaceId],
          organizations: [organizationId],
          analyticsKey,
          complianceKey,
          apiBase: wire.apiBase,
          rangesBase: wire.rangesBase,
          paced: false,
        },
        {},
        'no-such-file.json',
      );
      await checkEndpoints(config, httpClient(), NOW);
      await checkLogTypes(config, httpClient(), NOW);
    }
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}
