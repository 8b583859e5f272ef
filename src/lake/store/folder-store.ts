import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import {
  copyFile,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { onDisk } from './disk-failure.ts';
import { draftFolder } from './draft-folder.ts';
import { withFileLock } from './file-lock.ts';
import {
  type Body,
  type Expected,
  type ObjectStore,
  type StoredObject,
  WriteConflict,
} from './object-store.ts';

/** Not part of the lake: half-written files, and locks. Safe to delete when nothing runs. */
const SCRATCH = '.scratch';
const LOCKS = '.locks';

/**
 * Objects share so many locks, by their key: enough for writers not to meet, and no more files the more objects there are. They
 * are never removed.
 */
const LOCK_FILES = 16;

export interface FolderOptions {
  /** Is told when a write waits long for another process. @default standard error */
  readonly onWait?: (message: string) => void;
}

/**
 * A store in a folder. A write goes to a scratch file first and becomes visible by one rename or link. Objects are never
 * changed in place, so inode, size and time together name a version without reading it: listing a large lake costs no hashing.
 * A killed process leaves no half object. Writes are not forced to disk one by one, which made a first pull several times
 * slower: a machine that loses power may lose its last seconds, and lakes that must not be are kept in S3.
 */
export function folderStore(folder: string, { onWait = tell }: FolderOptions = {}): ObjectStore {
  const root = resolve(folder);
  const locks = join(root, LOCKS);
  const drafts = draftFolder(join(root, SCRATCH), join(locks, 'owners'));
  const pathOf = (key: string) => {
    const path = resolve(root, key);
    if (!path.startsWith(root + sep)) throw new Error(`object ${key}: outside of ${root}`);
    return path;
  };

  const made = new Set<string>();
  async function makeFolder(path: string): Promise<void> {
    if (made.has(path)) return;
    await mkdir(path, { recursive: true });
    made.add(path);
  }

  async function head(key: string): Promise<StoredObject | undefined> {
    return stored(key, pathOf(key));
  }

  const put = (key: string, body: Body, expected: Expected): Promise<StoredObject> =>
    onDisk(folder, `writing ${key}`, () => write(key, body, expected));

  async function write(key: string, body: Body, expected: Expected): Promise<StoredObject> {
    const target = pathOf(key);
    await makeFolder(dirname(target));
    await drafts.withDraft(async (draft) => {
      if ('file' in body) await copyFile(body.file, draft, constants.COPYFILE_FICLONE);
      else await writeFile(draft, body);
      if (expected === 'absent') return create(key, draft, target);
      const patience = { subject: `object ${key}`, onWait };
      return withFileLock(join(locks, lockName(key)), () => replace(key, draft, target, expected), patience);
    });
    const written = await stored(key, target);
    if (written === undefined) throw new Error(`object ${key}: gone right after it was written`);
    return written;
  }

  async function replace(key: string, draft: string, target: string, expected: StoredObject): Promise<void> {
    const current = await stored(key, target);
    if (current?.etag !== expected.etag) throw new WriteConflict(key);
    await rename(draft, target);
  }

  async function download(key: string, file: string): Promise<StoredObject | undefined> {
    const path = pathOf(key);
    await rm(file, { force: true });
    try {
      // A hard link is a snapshot: a later version is another inode.
      await link(path, file);
      const found = await stored(key, file);
      return found;
    } catch (error) {
      if (isCode(error, 'ENOENT')) return undefined;
      if (!isCode(error, 'EXDEV') && !isCode(error, 'EPERM')) throw error;
    }
    return downloadCopy(key, path, file);
  }

  async function read(key: string, range?: { start: number; end: number }): Promise<Uint8Array | undefined> {
    try {
      if (range === undefined) return await readFile(pathOf(key));
      const handle = await open(pathOf(key));
      try {
        const { buffer, bytesRead } = await handle.read(
          Buffer.alloc(range.end - range.start),
          0,
          null,
          range.start,
        );
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (isCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  return {
    location: folder,
    folder: root,
    head,
    put,
    read,
    download,
    list: (prefix, after) => walk(root, prefix, after),
  };
}

async function stored(key: string, path: string): Promise<StoredObject | undefined> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return { key, size: Number(size), etag: `${ino}-${size}-${mtimeNs}` };
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function create(key: string, draft: string, target: string): Promise<void> {
  try {
    await link(draft, target);
  } catch (error) {
    if (isCode(error, 'EEXIST')) throw new WriteConflict(key);
    throw error;
  }
}

/** Where the work folder is on another disk: copies, until no writer came between. */
async function downloadCopy(key: string, path: string, file: string): Promise<StoredObject | undefined> {
  for (;;) {
    const before = await stored(key, path);
    if (before === undefined) return undefined;
    await copyFile(path, file, constants.COPYFILE_FICLONE);
    const after = await stored(key, path);
    if (after?.etag === before.etag) return before;
  }
}

/** Keys below a prefix in byte order, as S3 lists them; folders that cannot hold a wanted key are not opened. */
async function* walk(root: string, prefix: string, after = '', folder = ''): AsyncIterable<StoredObject> {
  const names = await entries(join(root, folder));
  const keys = names
    .filter((entry) => folder !== '' || !isScratch(entry.name))
    .map((entry) => folder + entry.name + (entry.isDirectory() ? '/' : ''))
    .sort();
  for (const key of keys) {
    const wanted = key.startsWith(prefix) || (key.endsWith('/') && prefix.startsWith(key));
    if (!wanted) continue;
    if (key.endsWith('/')) {
      if (key > after || after.startsWith(key)) yield* walk(root, prefix, after, key);
    } else if (key > after) {
      const found = await stored(key, join(root, key));
      if (found !== undefined) yield found;
    }
  }
}

async function entries(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}

const isScratch = (name: string) => name === SCRATCH || name === LOCKS;

function lockName(key: string): string {
  const digest = createHash('sha256').update(key).digest();
  return `objects-${digest.readUInt8(0) % LOCK_FILES}`;
}

function tell(message: string): void {
  process.stderr.write(`${message}\n`);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
