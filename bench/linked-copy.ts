import { link, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { folderStore } from '../src/lake/store/folder-store.ts';

/**
 * A copy of a lake in another folder of the same disk, which may be written to: an object in a folder is never changed in place, so
 * both have the same files until one of them is given another. Made by links, it takes no time, and objects keep their versions.
 */
export async function linkedCopy(from: string, to: string): Promise<void> {
  const made = new Set<string>();
  for await (const { key } of folderStore(from).list('')) {
    const target = join(to, key);
    const folder = dirname(target);
    if (!made.has(folder)) await mkdir(folder, { recursive: true });
    made.add(folder);
    await link(join(from, key), target);
  }
}
