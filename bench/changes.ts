import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { folderStore } from '../src/lake/store/folder-store.ts';
import { kindOf } from './calls-by-kind.ts';

/** What one lake has and another has not. */
export interface Changes {
  /** Keys of originals that only the later one has. */
  readonly newOriginals: readonly string[];
  /** Objects of tables that are new or hold other bytes; those of the lake's own tables are not counted. */
  readonly changedPartitions: number;
}

/** What became of a lake: `before` is a copy of what it was. */
export async function changesBetween(before: string, after: string): Promise<Changes> {
  const newOriginals: string[] = [];
  let changedPartitions = 0;
  for await (const { key } of folderStore(after).list('')) {
    const kind = kindOf(key);
    if (kind === 'originals' && !(await isIn(before, key))) newOriginals.push(key);
    if (kind === 'tables' && (await isOther(before, after, key))) changedPartitions++;
  }
  return { newOriginals, changedPartitions };
}

function isIn(lake: string, key: string): Promise<boolean> {
  return stat(join(lake, key)).then(
    () => true,
    () => false,
  );
}

async function isOther(before: string, after: string, key: string): Promise<boolean> {
  if (!(await isIn(before, key))) return true;
  const [was, is] = await Promise.all([before, after].map((lake) => stat(join(lake, key))));
  // A linked file is the same.
  if (was?.ino === is?.ino) return false;
  const [old, now] = await Promise.all([before, after].map((lake) => readFile(join(lake, key))));
  return old === undefined || now === undefined || !old.equals(now);
}
