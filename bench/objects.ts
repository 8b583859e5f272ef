import { stat } from 'node:fs/promises';
import { folderStore } from '../src/lake/store/folder-store.ts';
import { codexLog } from '../src/tables/codex-log.ts';
import { tablePrefix } from '../src/tables/layout.ts';

/** How much there is of something in a lake. */
export interface Objects {
  readonly files: number;
  readonly bytes: number;
}

/** All of codex_log, the largest table. */
export async function codexLogObjects(lake: string): Promise<Objects> {
  let files = 0;
  let bytes = 0;
  for await (const { size } of folderStore(lake).list(tablePrefix(codexLog))) {
    files++;
    bytes += size;
  }
  return { files, bytes };
}

export async function sizeOf(file: string): Promise<number> {
  return (await stat(file)).size;
}
