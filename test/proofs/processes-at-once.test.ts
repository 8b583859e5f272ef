import { expect, test } from 'vitest';
import { startSimulator } from '../../simulator/simulator.ts';
import { settingsOf } from '../../src/cli/simulate-command.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { codexLake } from '../cli/codex-lake.ts';
import { withBucket } from '../harness/bucket.ts';
import { rowsByTable } from '../harness/compare-lakes.ts';
import { withFolder } from '../harness/pull-fixture.ts';

const PROCESSES = 5;
/** When a process read something is its own affair, and so is the latest event there was then. */
const TIMES =
  /"(pulled_at|first_pulled_at|computed_at|seen_at|started_at|finished_at|days_left|asked_at|listed_at|latest_event_at)":"[^"]*"/g;

/** Pulls into a new lake by so many processes at once. Tells how each ended. */
async function pullBy(
  processes: number,
  lake: string,
  environment: Readonly<Record<string, string>>,
): Promise<string[]> {
  const ended = await Promise.all(
    Array.from({ length: processes }, () => codexLake(['pull', '--lake', lake, '--json'], environment)),
  );
  return ended.map(({ exitCode, stderr }) => (exitCode === 0 ? 'done' : `${exitCode}: ${stderr}`));
}

async function rowsOf(store: ObjectStore): Promise<Record<string, string[]>> {
  const { ledger_days = [], ...tables } = await rowsByTable(store);
  const timeless = Object.entries(tables).map(([name, rows]) => [
    name,
    rows.map((row) => row.replaceAll(TIMES, '')).sort(),
  ]);
  // Processes that both read today while it grew may each have written a revision of it.
  return { ...Object.fromEntries(timeless), ledger_days: [String(ledger_days.length > 0)] };
}

test.each(['folder', 'bucket'] as const)(
  'five processes that pull into one new %s at once all end well, and leave the lake of one',
  async (kind) => {
    const simulator = await startSimulator({ people: 2, now: new Date() });
    try {
      await withFolder((root) =>
        withBucket(async (storeAt, aws) => {
          const at = (name: string) => (kind === 'folder' ? `${root}/${name}` : `s3://lake/${name}`);
          const store = (name: string) =>
            kind === 'folder' ? folderStore(`${root}/${name}`) : storeAt(name);
          const environment = {
            ...settingsOf(simulator),
            ...aws,
            CODEX_LAKE_SOURCES: 'egress_ranges,users,usage,code_reviews,AUTH_LOG,COSTS',
            CODEX_LAKE_DIGEST_KEY: '07'.repeat(32),
          };
          expect(await pullBy(1, at('one'), environment)).toEqual(['done']);
          expect(await pullBy(PROCESSES, at('many'), environment)).toEqual(Array(PROCESSES).fill('done'));
          expect(await rowsOf(store('many'))).toEqual(await rowsOf(store('one')));
        }),
      );
    } finally {
      await simulator.close();
    }
  },
  600_000,
);
