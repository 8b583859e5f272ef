import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import { expect, vi } from 'vitest';
import type { Simulator } from '../../simulator/simulator.ts';
import { failureMessage } from '../../src/cli/failure-message.ts';
import { objectProblem } from '../../src/coverage/damage/object-problem.ts';
import { openLakeToRead } from '../../src/lake/lake.ts';
import { onDisk } from '../../src/lake/store/disk-failure.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { objectsOf } from '../harness/compare-lakes.ts';
import { withFolder } from '../harness/pull-fixture.ts';
import { recordingStore } from '../harness/recording-store.ts';
import { type Scarce, type SmallDisk, withSmallDisks } from '../harness/small-disk.ts';
import { pullFirst, pullSecond, SECOND, startFirstDay } from './two-days.ts';

/** Room that is left on the disk of the lake, or on that of files under way, when a pull begins. */
export interface Room {
  readonly disk: 'lake' | 'work';
  readonly scarce: Scarce;
  readonly room: number;
}

/** How finely room is varied, from next to none to what an undisturbed pull takes. */
const STEPS = 12;
const AT_ONCE = 2;

const CLEAR = /: the disk is full; free some space there and run again/;

/**
 * Lets a pull of all sources run into a disk that is full, at each of the chosen amounts of room: it must say which disk and what to do,
 * leave every object that was there, and each whole; with room again, the next pull must make every object that of an undisturbed
 * one. Needs to mount disks of its own.
 */
export async function fillDisks(choose: (rooms: readonly Room[]) => readonly Room[]): Promise<string> {
  const simulator = await startFirstDay();
  try {
    return await withFolder((root) =>
      withSmallDisks(2, async (lake, work) => {
        if (lake === undefined || work === undefined) throw new Error('no disks');
        vi.stubEnv('TMPDIR', work.path);
        const before = join(root, 'before');
        await pullFirst(folderStore(before), simulator);
        simulator.setNow(SECOND);
        const { expected, taken } = await undisturbed(before, { lake, work }, simulator);

        const all = roomsUpTo(taken);
        const tried = choose(all);
        let full = 0;
        for (const one of tried) {
          for (const disk of [lake, work]) disk.clear();
          await cp(before, lake.path, { recursive: true });
          const scarce = { lake, work }[one.disk];
          scarce.leave(one.scarce, one.room);
          const error = await failureOf(() => pullSecond(folderStore(lake.path), simulator));
          if (error !== undefined) {
            full++;
            expect([one, failureMessage(error)]).toEqual([one, expect.stringMatching(CLEAR)]);
            expect([one, failureMessage(error)]).toEqual([one, expect.stringContaining(scarce.path)]);
          }
          expect([one, await readdir(work.path)]).toEqual([one, []]);
          scarce.grow();
          await expectWhole(folderStore(lake.path), Object.keys(await objectsOf(folderStore(before))));
          await pullSecond(folderStore(lake.path), simulator);
          expect([one, await objectsOf(folderStore(lake.path))]).toEqual([one, expected]);
        }
        // With what an undisturbed pull takes there is room enough, and with less there is not.
        if (tried.length > 0) expect(full).toBeGreaterThan(tried.length / 2);
        return `${tried.length} of ${all.length} amounts of room tried, in kB and in files, on the lake's disk and on that of files under way: ${full} ran into a full disk`;
      }),
    );
  } finally {
    vi.unstubAllEnvs();
    await simulator.close();
  }
}

/** The same where every single write to the lake fails once, for want of room, and the next has it again. */
export async function failEachWrite(
  choose: (writes: readonly number[]) => readonly number[],
): Promise<string> {
  const simulator = await startFirstDay();
  try {
    return await withFolder(async (root) => {
      const at = (name: string) => folderStore(join(root, name));
      const copy = (to: string) => cp(join(root, 'before'), join(root, to), { recursive: true });
      await pullFirst(at('before'), simulator);
      simulator.setNow(SECOND);
      await copy('undisturbed');
      const { store, marks } = recordingStore(at('undisturbed'));
      await pullSecond(store, simulator);
      const expected = await objectsOf(at('undisturbed'));
      const keys = Object.keys(await objectsOf(at('before')));

      const writes = marks.flatMap(({ point }) => (point.at === 'before a write' ? [point.number] : []));
      const tried = choose(writes);
      await pMap(
        tried,
        async (write) => {
          const name = `write-${write}`;
          await copy(name);
          const error = await failureOf(() => pullSecond(failingAt(at(name), write), simulator));
          expect([write, error && failureMessage(error)]).toEqual([write, expect.stringMatching(CLEAR)]);
          await expectWhole(at(name), keys);
          await pullSecond(at(name), simulator);
          expect([write, await objectsOf(at(name))]).toEqual([write, expected]);
        },
        // All are tried, so that the lake of one is not tidied away under another.
        { concurrency: AT_ONCE, stopOnError: false },
      );
      return `${tried.length} of ${writes.length} writes of a pull of all sources found the disk full`;
    });
  } finally {
    await simulator.close();
  }
}

/** What an undisturbed pull makes of the lake, and takes of the disks at most. */
async function undisturbed(
  before: string,
  disks: Readonly<Record<Room['disk'], SmallDisk>>,
  simulator: Simulator,
): Promise<{ expected: Record<string, string>; taken: ReadonlyMap<string, number> }> {
  await cp(before, disks.lake.path, { recursive: true });
  const used = (one: Omit<Room, 'room'>) => disks[one.disk].used(one.scarce);
  const empty = new Map(KINDS.map((one) => [one, used(one)]));
  const taken = new Map<string, number>();
  const inner = folderStore(disks.lake.path);
  const look = () => {
    for (const one of KINDS) {
      const now = used(one) - (empty.get(one) ?? 0);
      taken.set(nameOf(one), Math.max(now, taken.get(nameOf(one)) ?? 0));
    }
  };
  const watched: ObjectStore = {
    ...inner,
    async put(key, body, expected) {
      look();
      const written = await inner.put(key, body, expected);
      look();
      return written;
    },
  };
  await pullSecond(watched, simulator);
  return { expected: await objectsOf(inner), taken };
}

const KINDS = (['lake', 'work'] as const).flatMap((disk) =>
  (['kB', 'files'] as const).map((scarce) => ({ disk, scarce })),
);
const nameOf = ({ disk, scarce }: Omit<Room, 'room'>): string => `${disk} ${scarce}`;

function roomsUpTo(taken: ReadonlyMap<string, number>): Room[] {
  return KINDS.flatMap((one) => {
    const most = taken.get(nameOf(one)) ?? 0;
    const rooms = Array.from({ length: STEPS }, (_, i) => Math.max(1, Math.round((most * i) / STEPS)));
    return [...new Set(rooms)].map((room) => ({ ...one, room }));
  });
}

async function failureOf(work: () => Promise<readonly { readonly outcome: string }[]>): Promise<unknown> {
  try {
    const results = await work();
    // A full disk is no failure of one source: the next would meet it too.
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['done']));
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Every object that was there is there, and each there is now is whole. */
async function expectWhole(store: ObjectStore, keys: readonly string[]): Promise<void> {
  const lake = await openLakeToRead(store);
  try {
    const problems: string[] = [];
    const there = new Set<string>();
    for await (const object of store.list('')) {
      there.add(object.key);
      const problem = await objectProblem(lake, object);
      if (problem !== undefined) problems.push(`${object.key} ${problem}`);
    }
    expect(problems).toEqual([]);
    expect(keys.filter((key) => !there.has(key))).toEqual([]);
  } finally {
    await lake.close();
  }
}

function failingAt(store: ObjectStore, write: number): ObjectStore {
  let writes = 0;
  return {
    ...store,
    put(key, body, expected) {
      if (++writes !== write) return store.put(key, body, expected);
      const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      return onDisk(store.location, `writing ${key}`, () => Promise.reject(full));
    },
  };
}
