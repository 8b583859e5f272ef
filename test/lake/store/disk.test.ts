import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskError, diskProblem, onDisk } from '../../../src/lake/store/disk-failure.ts';
import { folderStore } from '../../../src/lake/store/folder-store.ts';
import { CAN_MOUNT, withSmallDisks } from '../../harness/small-disk.ts';

const SMALL = Buffer.from('small');
const LARGE = Buffer.alloc(512 * 1024, 1);
const isRoot = process.getuid?.() === 0 && process.platform === 'linux';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-disk-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const keysOf = async (place: string) =>
  (await Array.fromAsync(folderStore(place).list(''))).map(({ key }) => key);

/** A disk of two megabytes. */
const withDisk = (work: (disk: string) => Promise<void>): Promise<void> =>
  withSmallDisks(1, async (disk) => {
    disk?.leave('kB', 2048);
    await work(disk?.path ?? '');
  });

describe.skipIf(!CAN_MOUNT)('a disk', () => {
  it('that is full is an error with the folder and what to do; nothing half-written is left, and the next write heals', async () => {
    await withDisk(async (disk) => {
      const store = folderStore(disk);
      const first = await store.put('t/first', SMALL, 'absent');
      await writeFile(join(disk, 'of others'), Buffer.alloc(1600 * 1024));
      for (const expected of ['absent', first] as const) {
        const writing = store.put(expected === 'absent' ? 't/large' : 't/first', LARGE, expected);
        await expect(writing).rejects.toBeInstanceOf(DiskError);
        await expect(writing).rejects.toThrow(
          /^lake .*disk: writing t\/\w+: the disk is full; free some space there and run again/,
        );
      }
      expect(await readdir(join(disk, '.scratch'))).toEqual([]);
      expect(await store.head('t/first')).toEqual(first);
      await rm(join(disk, 'of others'));
      await store.put('t/large', LARGE, 'absent');
      await store.put('t/first', SMALL, first);
      expect(await keysOf(disk)).toEqual(['t/first', 't/large']);
    });
  });

  it('without a byte left still gives its locks: what fits in place of another is written', async () => {
    await withDisk(async (disk) => {
      const first = await folderStore(disk).put('first', new Uint8Array(), 'absent');
      await writeFile(join(disk, 'of others'), Buffer.alloc(4 * 1024 * 1024)).catch(() => {});
      await folderStore(disk).put('first', new Uint8Array(), first);
      expect(await keysOf(disk)).toContain('first');
    });
  });
});

describe.runIf(!isRoot)('a folder', () => {
  it('that may only be read is an error that says so', async () => {
    await chmod(folder, 0o500);
    await expect(folderStore(folder).put('a', SMALL, 'absent')).rejects.toThrow(
      /this user may not .*\(EACCES\)/,
    );
    await chmod(folder, 0o700);
  });
});

describe('what a disk refuses', () => {
  it.each(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'ENAMETOOLONG', 'EMFILE', 'EIO'])(
    'with %s is told with the folder, what was done and what to do',
    async (code) => {
      const failing = onDisk('./lake', 'writing a/b', () =>
        Promise.reject(Object.assign(new Error('failed'), { code })),
      );
      await expect(failing).rejects.toBeInstanceOf(DiskError);
      await expect(failing).rejects.toThrow(new RegExp(`^lake ./lake: writing a/b: .+; .+ \\(${code}\\)$`));
    },
  );

  it('is known by the words of the engine too', () => {
    expect(diskProblem(new Error('IO Error: Could not write file "x": No space left on device'))).toContain(
      'the disk is full',
    );
    expect(diskProblem(new Error('something else'))).toBeUndefined();
  });
});

describe('a lake in a folder with a name', () => {
  it.each([
    ['in Chinese', '数据湖'],
    ['in Arabic', 'بحيرة البيانات'],
    ['in Thai, with marks', 'ทะเลสาบข้อมูล'],
    ['composed', 'caf\u00e9'],
    ['decomposed', 'cafe\u0301'],
    ['of pictures', '🏞️👩‍👩‍👧'],
    ['with spaces around', '  my lake  '],
    ['that ends with dots', 'lake...'],
    ['like a pattern', 'team[1]{a,b}*?'],
    ['with quotes', `it's "mine"`],
    ['like an option', '--lake'],
    ['like a URI', 'file:lake?mode=memory#x'],
    ['with a percent', '100%25'],
    ['with a back slash', 'back\\slash'],
    ['with a line end', 'two\nlines'],
    ['as long as may be', 'ж'.repeat(127)],
  ])('%s works', async (_what, name) => {
    const place = join(folder, name);
    const store = folderStore(place);
    const first = await store.put('t/dt=2026-11-01/a', SMALL, 'absent');
    const next = await store.put('t/dt=2026-11-01/a', LARGE, first);
    expect(await folderStore(place).head('t/dt=2026-11-01/a')).toEqual(next);
    expect(await store.download('t/dt=2026-11-01/a', join(folder, 'copy'))).toEqual(next);
    expect(await keysOf(place)).toEqual(['t/dt=2026-11-01/a']);
    expect((await readdir(folder)).sort()).toEqual(['copy', name].sort());
  });

  it('that is too long for the file system is a clear error', async () => {
    const store = folderStore(join(folder, 'x'.repeat(300)));
    await expect(store.put('a', SMALL, 'absent')).rejects.toThrow(
      /^lake .*: writing a: a name is too long for the file system; .* shorter name \(ENAMETOOLONG\)$/,
    );
  });
});
