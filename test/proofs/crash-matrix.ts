import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import pMap from 'p-map';
import { expect } from 'vitest';
import type { Simulator } from '../../simulator/simulator.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { sha256OfBytes } from '../../src/lake/store/sha256.ts';
import { copyObjects, withBucket } from '../harness/bucket.ts';
import { objectsOf } from '../harness/compare-lakes.ts';
import { type Upstream, withFolder } from '../harness/pull-fixture.ts';
import { heldAt, type Mark, recordingStore } from '../harness/recording-store.ts';
import { BUCKET } from '../lake/store/conditional-s3.ts';
import type { CrashPoint } from './crash-point.ts';
import { pullFirst, pullSecond, SECOND, since, startFirstDay } from './two-days.ts';

const SCRIPT = join(import.meta.dirname, 'pull-and-die.ts');
const AT_ONCE = 2;
/** Of the points in a bucket one in so many writes and listings. */
const REALLY_KILLED = 12;

/** Which of all points are tried. */
export type Choose = (points: readonly CrashPoint[]) => readonly CrashPoint[];

/** Tables a whole pull of the tiny company adds to: if one is missing here, its source is not tried at all. */
const GROWN = ['users', 'usage_user_day', 'usage_workspace_day', 'codex_tasks', 'codex_log', 'costs_hour'];

/** A lake as a death left it. */
interface Left {
  /** One text for the same lake, scratch included. */
  readonly is: string;
  readonly open: () => Promise<ObjectStore>;
}

/** What stores there are, and what a pull that dies at a point leaves of the store `before`. */
interface Kept {
  readonly storeAt: (name: string) => ObjectStore;
  readonly copy: (from: string, to: string) => Promise<void>;
  readonly dies: (point: CrashPoint, simulator: Simulator, marks: readonly Mark[]) => Promise<Left>;
}

/**
 * Pulls all sources, dies at each of the chosen points, starts again, and expects every object to be that of an undisturbed
 * pull: rows, ledger, coverage and originals. What is left is all a new start knows, so where the same is left as at another
 * point, it is started from once. Tells how many points there are and how many were tried.
 */
async function tryPoints({ storeAt, copy, dies }: Kept, choose: Choose): Promise<string> {
  const simulator = await startFirstDay();
  try {
    await pullFirst(storeAt('before'), simulator);
    simulator.setNow(SECOND);
    await copy('before', 'undisturbed');
    const { store: undisturbed, marks } = recordingStore(storeAt('undisturbed'));
    await pullSecond(undisturbed, simulator);
    const expected = await objectsOf(storeAt('undisturbed'));
    await expectGrown(storeAt('before'), expected);

    const all = marks.map(({ point }) => point);
    const points = choose(all);
    const startedFrom = new Set<string>();
    await pMap(
      points,
      async (point) => {
        const left = await dies(point, simulator, marks);
        if (startedFrom.has(left.is)) return;
        startedFrom.add(left.is);
        const store = await left.open();
        await pullSecond(store, simulator);
        expect([point, await objectsOf(store)]).toEqual([point, expected]);
      },
      // All are tried, so that the lake of one is not tidied away under another.
      { concurrency: AT_ONCE, stopOnError: false },
    );
    const count = (at: CrashPoint['at']) => all.filter((point) => point.at === at).length;
    return `${points.length} of ${all.length} points tried: before and after each of ${count('after a write')} writes and ${count('after a listing')} listings of a pull of all sources; ${startedFrom.size} different lakes were left and started from`;
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
  return withFolder((root) => {
    const storeAt = (name: string) => folderStore(join(root, name));
    const copy = (from: string, to: string) => cp(join(root, from), join(root, to), { recursive: true });
    const dies = async (point: CrashPoint, simulator: Simulator) => {
      const name = nameOf(point);
      await copy('before', name);
      await expectKilled(join(root, name), simulator, point);
      return { is: await filesOf(join(root, name)), open: async () => storeAt(name) };
    };
    return tryPoints({ storeAt, copy, dies }, choose);
  });
}

/**
 * In a bucket, which no process takes along: what is left is what got through until then. At some points a process is really
 * killed; it has another order of what goes on at once.
 */
export function crashInBucket(choose: Choose): Promise<string> {
  return withBucket((storeAt, environment) => {
    let before: ReadonlyMap<string, Uint8Array> | undefined;
    const dies = async (point: CrashPoint, simulator: Simulator, marks: readonly Mark[]) => {
      before ??= await contentsOf(storeAt('before'));
      const name = nameOf(point);
      const store = storeAt(name);
      if (point.number % REALLY_KILLED === 0) {
        await putAll(store, before);
        await expectKilled(`s3://${BUCKET}/${name}`, simulator, point, environment);
        return { is: textOf(await contentsOf(store)), open: async () => store };
      }
      const held = heldAt(before, marks, point);
      return { is: textOf(held), open: () => putAll(store, held) };
    };
    const copy = (from: string, to: string) => copyObjects(storeAt(from), storeAt(to));
    return tryPoints({ storeAt, copy, dies }, choose);
  });
}

const nameOf = ({ at, number }: CrashPoint): string => `${at} ${number}`.replaceAll(' ', '-');

async function putAll(store: ObjectStore, contents: ReadonlyMap<string, Uint8Array>): Promise<ObjectStore> {
  for (const [key, bytes] of contents) await store.put(key, bytes, 'absent');
  return store;
}

const textOf = (contents: ReadonlyMap<string, Uint8Array>): string =>
  [...contents]
    .map(([key, bytes]) => `${key} ${sha256OfBytes(bytes)}`)
    .sort()
    .join('\n');

async function contentsOf(store: ObjectStore): Promise<Map<string, Uint8Array>> {
  const contents = new Map<string, Uint8Array>();
  for await (const { key } of store.list('')) contents.set(key, (await store.read(key)) ?? new Uint8Array());
  return contents;
}

async function filesOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map(async (path) => `${relative(folder, path)} ${sha256OfBytes(await readFile(path))}`);
  return (await Promise.all(files)).sort().join('\n');
}

async function expectKilled(
  location: string,
  simulator: Simulator,
  die: CrashPoint,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { apiBase, rangesBase, analyticsKey, complianceKey, workspaceId, organizationId } = simulator;
  const upstream: Upstream = {
    apiBase,
    rangesBase,
    analyticsKey,
    complianceKey,
    workspaceId,
    organizationId,
  };
  const order = JSON.stringify({ location, upstream, pull: { since, now: SECOND }, die });
  const child = spawn(process.execPath, [SCRIPT, order], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'codex-lake-compiled'), ...environment },
  });
  const [code, signal] = await once(child, 'exit');
  expect([die, code, signal]).toEqual([die, null, 'SIGKILL']);
}
