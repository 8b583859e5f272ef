import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ObjectStore } from '../lake/store/object-store.ts';

/** Where objects of a lake are on this machine, under paths that the engine takes for what they are. */
export interface LocalFiles {
  fileOf(key: string): Promise<string>;
}

/** Where in `workDir` the lake is: objects have their keys below it. */
export const lakeIn = (workDir: string): string => join(workDir, 'store');

/** Keys as we write them: with no name that leads elsewhere, or that engine or file system read in a way of their own. */
const PLAIN = /^(?:[A-Za-z0-9_=-][A-Za-z0-9._=-]*\/)*[A-Za-z0-9_=-][A-Za-z0-9._=-]*$/;

/**
 * A lake can be in a folder of any name, and DuckDB takes names with brackets, stars, question marks and backslashes for
 * patterns. So it is given the folder by a link of our own in `workDir`, and so is each object with such a key. Objects of S3
 * are fetched to the same places. The month stays readable in the path.
 */
export async function localFiles(store: ObjectStore, workDir: string): Promise<LocalFiles> {
  if (store.folder !== undefined) await symlink(store.folder, lakeIn(workDir), 'junction');
  let others = 0;
  return {
    async fileOf(key) {
      const isPlain = PLAIN.test(key);
      if (isPlain && store.folder !== undefined) return join(lakeIn(workDir), key);
      const month = /\/month=[^/]*(?=\/)/.exec(key)?.[0] ?? '';
      const file = isPlain
        ? join(lakeIn(workDir), key)
        : join(workDir, 'others', String(others++), month, 'part.parquet');
      await mkdir(dirname(file), { recursive: true });
      if (store.folder === undefined) await store.download(key, file);
      else await symlink(join(store.folder, key), file);
      return file;
    },
  };
}
