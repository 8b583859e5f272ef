import { appendFile, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { folderStore } from '../src/lake/store/folder-store.ts';
import { readRaw } from '../src/lake/write/read-raw.ts';
import { FILE_BYTES } from './input.ts';

/** Originals as upstream sent them, in files of their own. */
export interface Unpacked {
  readonly files: readonly string[];
  readonly bytes: number;
}

/** Puts originals of a lake in a folder as they were received; `of` tells which, by their keys. */
export async function unpackOriginals(
  lake: string,
  folder: string,
  of: (key: string) => boolean,
): Promise<Unpacked> {
  const store = folderStore(lake);
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  let bytes = 0;
  for await (const { key } of store.list('raw/')) {
    if (!of(key)) continue;
    const file = join(folder, nameOf(files.length));
    await readRaw(store, key, file);
    bytes += (await stat(file)).size;
    files.push(file);
  }
  return { files, bytes };
}

/** Writes the contents of files into a folder again, one behind the other, in files as large as upstream's largest. */
export async function joinFiles(files: readonly string[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  let joined = 0;
  let size = 0;
  for (const file of files) {
    const lines = await readFile(file);
    if (size > 0 && size + lines.length > FILE_BYTES) {
      joined++;
      size = 0;
    }
    const isEnded = lines.length === 0 || lines.at(-1) === 0x0a;
    await appendFile(
      join(folder, nameOf(joined)),
      isEnded ? lines : Buffer.concat([lines, Buffer.from('\n')]),
    );
    size += lines.length;
  }
}

const nameOf = (number: number) => `${String(number).padStart(6, '0')}.jsonl`;
