import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderStore } from '../../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../../src/lake/store/object-store.ts';
import { s3Store } from '../../../src/lake/store/s3-store.ts';
import { BUCKET, startConditionalS3 } from './conditional-s3.ts';

export interface OpenStore {
  readonly store: ObjectStore;
  /** The same store as another process would open it. */
  readonly again: () => ObjectStore;
  close(): Promise<void>;
}

export async function openFolderStore(): Promise<OpenStore> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-lake-store-'));
  return {
    store: folderStore(folder),
    again: () => folderStore(folder),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

export async function openS3Store(): Promise<OpenStore> {
  const s3 = await startConditionalS3();
  const open = () => s3Store(BUCKET, 'team/codex', s3.client);
  return { store: open(), again: open, close: s3.close };
}
