import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import pMap from 'p-map';
import { expect } from 'vitest';
import { folderStore } from '../../lambdas/lake/folder-store.ts';
import type { ObjectStore } from '../../lambdas/lake/object-store.ts';
import { sha256OfBytes } from '../../lambdas/lake/sha256.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { copyObjects, withBucket } from './bucket.ts';
import { type CrashPoint, crashPoints } from './crash-point.ts';
import { Dead, dyingStore } from './dying-store.ts';
import { pullInto, type Upstream, withFolder, withLake } from './fixture.ts';
import { objectsOf } from './same-lake.ts';

const SCRIPT = join(import.meta.dirname, 'pull-and-die.ts');
/** Two days, so that the second pull replaces objects, makes new ones, and looks at everything again. */
const FIRST = new Date('2026-11-18T21:30:00Z');
const SECOND = new Date('2026-11-19T07:30:00Z');
const since = '2026-11-18';
const AT_ONCE = 2;

/** Which of all points are tried. */
export type Choose = (points: readonly CrashPoint[]) => readonly CrashPoint[];

/** Tables a whole pull of the tiny company adds to: if one is missing here, its source is not tried at all. */
const GROWN = ['users', 'usage_user_day', 'usage_workspace_day', 'codex_tasks', 'codex_log', 'costs_hour'];

/** How a store is handled: what it starts from, and how a pull into it dies. */
interface Kept {
  readonly storeAt: (name: string) => ObjectStore;
  readonly copy: (from: string, to: string) => Promise<void>;
  readonly dies: (name: string, simulator: Simulator, point: CrashPoint) => Promise<boolean>;
  /** Everything that is left of a lake, scratch too: one text for the same. */
  readonly remains: (name: string) => Promise<string>;
}

/**
 * Pulls all sources, dies at each of the chosen points, starts again, and expects every object to be that of an undisturbed
 * pull: rows, ledger, coverage and originals. What is left is all a new start knows, so where the same is left as at another
 * point, it is started from once. Tells how many points there are and how many were tried.
 */
async function tryPoints({ storeAt, copy, dies, remains }: Kept, choose: Choose): Promise<string> {
  const simulator = await startSimulator({
    // Few files between the two pulls, but some of every kind of source.
    seed: 'e',
    people: 3,
    now: FIRST,
    faults: ['restated-day', 'duplicate-events', 'late-events', 'bad-line'],
  });
  try {
    await withLake(storeAt('before'), (lake) => pullInto(lake, simulator, { since, now: FIRST }));
    simulator.setNow(SECOND);
    await copy('before', 'undisturbed');
    const undisturbed = dyingStore(storeAt('undisturbed'));
    await withLake(undisturbed.store, (lake) => pullInto(lake, simulator, { since, now: SECOND }));
    const expected = await objectsOf(storeAt('undisturbed'));
    await expectGrown(storeAt('before'), expected);

    const all = crashPoints(undisturbed.count);
    const points = choose(all);
    const startedFrom = new Set<string>();
    await pMap(
      points,
      async (point) => {
        const name = `${point.at} ${point.number}`.replaceAll(' ', '-');
        await copy('before', name);
        expect([point, await dies(name, simulator, point)]).toEqual([point, true]);
        const left = await remains(name);
        if (startedFrom.has(left)) return;
        startedFrom.add(left);
        const store = storeAt(name);
        await withLake(store, (lake) => pullInto(lake, simulator, { since, now: SECOND }));
        expect([point, await objectsOf(store)]).toEqual([point, expected]);
      },
      // All are tried, so that the lake of one is not tidied away under another.
      { concurrency: AT_ONCE, stopOnError: false },
    );
    const { writes, lists } = undisturbed.count;
    return `${points.length} of ${all.length} points tried: before and after each of ${writes} writes and ${lists} listings of a pull of all sources, which left ${startedFrom.size} different lakes to start from`;
  } finally {
    await simulator.close();
  }
}

async function expectGrown(store: ObjectStore, after: Readonly<Record<string, string>>): Promise<void> {
  const before = await objectsOf(store);
  const changed = Object.keys(after).filter((key) => after[key] !== before[key]);
  for (const table of GROWN) {
    expect([table, changed.some((key) => key.startsWith(`lake/${table}/`))]).toEqual([table, true]);
  }
  const replaced = changed.filter((key) => key in before);
  expect(Math.min(replaced.length, changed.length - replaced.length)).toBeGreaterThan(10);
}

/** In a folder: a process of its own is killed (SIGKILL). */
export function crashInFolder(choose: Choose): Promise<string> {
  return withFolder((root) =>
    tryPoints(
      {
        storeAt: (name) => folderStore(join(root, name)),
        copy: (from, to) => cp(join(root, from), join(root, to), { recursive: true }),
        dies: (name, simulator, point) => killed(root, join(root, name), simulator, point),
        remains: (name) => filesOf(join(root, name)),
      },
      choose,
    ),
  );
}

/** In a bucket, which is in this process: nothing gets through any more. */
export function crashInBucket(choose: Choose): Promise<string> {
  return withBucket(async (storeAt) => {
    // What dies leaves its engine as it is, so each death has one of its own.
    const dies = async (name: string, simulator: Simulator, point: CrashPoint) => {
      const { store } = dyingStore(storeAt(name), point);
      try {
        await withLake(store, (lake) => pullInto(lake, simulator, { since, now: SECOND }));
      } catch (error) {
        if (error instanceof Dead) return true;
        throw error;
      }
      return false;
    };
    const copy = (from: string, to: string) => copyObjects(storeAt(from), storeAt(to));
    const remains = async (name: string) => {
      const objects: string[] = [];
      // In S3 the etag of such an object is a hash of it.
      for await (const { key, etag } of storeAt(name).list('')) objects.push(`${key} ${etag}`);
      return objects.join('\n');
    };
    return tryPoints({ storeAt, copy, dies, remains }, choose);
  });
}

async function filesOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map(async (path) => `${relative(folder, path)} ${sha256OfBytes(await readFile(path))}`);
  return (await Promise.all(files)).sort().join('\n');
}

/** Whether the process died at the point; false when it came to its end. */
async function killed(root: string, folder: string, simulator: Simulator, die: CrashPoint): Promise<boolean> {
  const { apiBase, rangesBase, analyticsKey, complianceKey, workspaceId, organizationId } = simulator;
  const upstream: Upstream = {
    apiBase,
    rangesBase,
    analyticsKey,
    complianceKey,
    workspaceId,
    organizationId,
  };
  const order = JSON.stringify({ folder, upstream, pull: { since, now: SECOND }, die });
  const child = spawn(process.execPath, [SCRIPT, order], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'compiled') },
  });
  const [code, signal] = await once(child, 'exit');
  if (signal !== 'SIGKILL') expect([die, code, signal]).toEqual([die, 0, null]);
  return signal === 'SIGKILL';
}
