import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a disk may run out of: kB, or files and links in folders, of which some file systems have only so many. */
export type Scarce = 'kB' | 'files';

/** A file system of its own, in memory. */
export interface SmallDisk {
  readonly path: string;
  used(scarce: Scarce): number;
  /** Leaves room for so much more, 1 at least. */
  leave(scarce: Scarce, room: number): void;
  /** Makes room again. */
  grow(): void;
  /** Makes room, and removes all there is. */
  clear(): void;
}

const ROOMY = { kB: 64 * 1024, files: 100_000 } as const;
const optionsOf = ({ kB, files }: Readonly<Record<Scarce, number>>) => `size=${kB}k,nr_inodes=${files}`;

/** Whether this process may mount one: as root, and where no container keeps it from that. */
export const CAN_MOUNT = process.platform === 'linux' && process.getuid?.() === 0 && mayMount();

/** Gives `work` as many disks as it asks for, gone afterwards. */
export async function withSmallDisks<T>(
  count: number,
  work: (...disks: readonly SmallDisk[]) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'codex-lake-disks-'));
  const disks: SmallDisk[] = [];
  try {
    for (let i = 0; i < count; i++) disks.push(mounted(join(folder, `${i}-disk`)));
    return await work(...disks);
  } finally {
    for (const { path } of disks) execFileSync('umount', [path]);
    rmSync(folder, { recursive: true });
  }
}

function mounted(path: string): SmallDisk {
  mkdirSync(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', optionsOf(ROOMY), 'tmpfs', path], { stdio: 'pipe' });
  const resize = (options: Partial<Record<Scarce, number>>) =>
    execFileSync('mount', ['-o', `remount,${optionsOf({ ...ROOMY, ...options })}`, path]);
  const used = (scarce: Scarce): number => {
    const { blocks, bfree, bsize, files, ffree } = statfsSync(path);
    return scarce === 'kB' ? ((blocks - bfree) * bsize) / 1024 : files - ffree;
  };
  return {
    path,
    used,
    leave: (scarce, room) => resize({ [scarce]: used(scarce) + room }),
    grow: () => resize({}),
    clear() {
      resize({});
      for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true });
    },
  };
}

function mayMount(): boolean {
  const path = mkdtempSync(join(tmpdir(), 'codex-lake-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', path], { stdio: 'pipe' });
    execFileSync('umount', [path]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(path);
  }
}
