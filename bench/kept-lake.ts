import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { note } from '../src/cli/output.ts';
import { showProgress } from '../src/cli/progress.ts';
import { type Config, readConfig } from '../src/config/config.ts';
import { streamsOf } from '../src/config/streams.ts';
import { deadlineAfter } from '../src/deadline/deadline.ts';
import { runPull } from '../src/ingest/run-pull.ts';
import { addDays, type Day, dayOf } from '../src/tables/utc-day.ts';

/** The simulated moment the year ends with: a Friday morning. */
export const YEAR_END = new Date('2026-11-20T09:30:00Z');

/** Upstream remembers logs for 30 days, so a year is pulled in steps that are shorter. */
const STEP_DAYS = 28;
export const YEAR_DAYS = 13 * STEP_DAYS;
/** What a first pull of a new lake can have at most. */
export const MONTH_DAYS = 30;

const DAY_MS = 86_400_000;

/** Beside the lake's own prefixes: what the benchmark made, so that it is made once. */
const MARK = 'bench.json';

interface Made {
  readonly people: number;
  /** Steps that are done. */
  readonly steps: number;
}

/** Where the lake of a company is kept from one benchmark to the next: of other tables, or laid out otherwise, it is another. */
export function keptLake(people: number, days = YEAR_DAYS): string {
  return join(tmpdir(), `codex-lake-bench-${people}-${days}-${layoutVersion()}`);
}

/** Changes whenever the code does that says what a lake's objects are. */
function layoutVersion(): string {
  const hash = createHash('sha256');
  for (const folder of ['tables', 'lake']) {
    const root = join(import.meta.dirname, '../src', folder);
    for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted())
      if (file.endsWith('.ts')) hash.update(readFileSync(join(root, file)));
  }
  return hash.digest('hex').slice(0, 8);
}

/**
 * Makes a lake of the last days of an invented company, by the product's own pulls from the simulator, whose clock moves along by
 * four weeks at a time. Goes on where it was stopped, and leaves a lake that is whole as it is.
 */
export async function makeLake(lake: string, people: number, days = YEAR_DAYS): Promise<void> {
  const steps = Math.max(1, Math.floor(days / STEP_DAYS));
  const made = await madeSoFar(lake);
  if (made.steps > 0 && made.people !== people)
    throw new Error(`lake ${lake}: made of ${made.people} people, not ${people}; give another folder`);
  for (let step = made.steps; step < steps; step++) {
    const now = new Date(YEAR_END.getTime() - (steps - 1 - step) * STEP_DAYS * DAY_MS);
    note(`${dayOf(now)}: pull ${step + 1} of ${steps}`);
    await pullAt(lake, people, now, step === 0 ? addDays(dayOf(YEAR_END), -days) : undefined);
    await writeFile(join(lake, MARK), JSON.stringify({ people, steps: step + 1 }));
  }
}

/** Each pull has a simulator of its own: it remembers every event it ever served, and those of a year would not fit. */
async function pullAt(lake: string, people: number, now: Date, since: Day | undefined): Promise<void> {
  const simulator = new Worker(new URL('../src/cli/demo-simulator.ts', import.meta.url), {
    workerData: { people, now },
    resourceLimits: { maxOldGenerationSizeMb: 4096 },
  });
  try {
    const [settings] = await once(simulator, 'message');
    const config = await readConfig({ lake }, { ...settings }, null);
    await pullAll(config, now, since);
  } finally {
    await simulator.terminate();
  }
}

async function madeSoFar(lake: string): Promise<Made> {
  try {
    return JSON.parse(await readFile(join(lake, MARK), 'utf8'));
  } catch {
    return { people: 0, steps: 0 };
  }
}

async function pullAll(config: Config, now: Date, since: Day | undefined): Promise<void> {
  const results = await runPull(config, streamsOf(config, []), {
    now: () => now,
    deadline: deadlineAfter(),
    report: showProgress(),
    since,
  });
  const failed = results.filter(({ outcome }) => outcome !== 'done');
  if (failed.length > 0)
    throw new Error(
      failed.map(({ stream, counters }) => `${stream.source.name}: ${counters.reason}`).join('; '),
    );
}
