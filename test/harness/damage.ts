import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { s3Store } from '../../src/lake/store/s3-store.ts';
import { BUCKET, type ConditionalS3, startConditionalS3 } from '../lake/store/conditional-s3.ts';
import type { KEPT_IN } from './lake-fixture.ts';
import { withFolder } from './pull-fixture.ts';

/** What may happen to an object that nobody of ours did. */
export const WAYS = ['lost', 'emptied', 'cut', 'flipped'] as const;
export type Way = (typeof WAYS)[number];

/** A store whose objects can be damaged past it, as a disk, a person or another program would. */
export interface FragileStore {
  readonly store: ObjectStore;
  /** `at`: which byte is flipped, as a share of all. @default the middle */
  readonly damage: (key: string, way: Way, at?: number) => Promise<void>;
}

export function withFragileStore<T>(
  on: (typeof KEPT_IN)[number],
  work: (fragile: FragileStore) => Promise<T>,
): Promise<T> {
  return on === 'folder' ? withFragileFolder(work) : withFragileBucket(work);
}

function withFragileFolder<T>(work: (fragile: FragileStore) => Promise<T>): Promise<T> {
  return withFolder((folder) => {
    const store = folderStore(folder);
    return work({
      store,
      async damage(key, way, at) {
        const bytes = await damaged(store, key, way, at);
        if (bytes === undefined) await rm(join(folder, key));
        else await writeFile(join(folder, key), bytes);
      },
    });
  });
}

async function withFragileBucket<T>(work: (fragile: FragileStore) => Promise<T>): Promise<T> {
  const s3 = await startConditionalS3();
  try {
    return await work(fragileBucket(s3));
  } finally {
    await s3.close();
  }
}

function fragileBucket({ client }: ConditionalS3): FragileStore {
  const store = s3Store(BUCKET, 'fragile', client);
  return {
    store,
    async damage(key, way, at) {
      const place = { Bucket: BUCKET, Key: `fragile/${key}` };
      const Body = await damaged(store, key, way, at);
      await client.send(
        Body === undefined ? new DeleteObjectCommand(place) : new PutObjectCommand({ ...place, Body }),
      );
    },
  };
}

/** The bytes of an object after damage; undefined when it is lost. */
async function damaged(store: ObjectStore, key: string, way: Way, at = 0.5): Promise<Uint8Array | undefined> {
  const bytes = await store.read(key);
  if (bytes === undefined || bytes.length === 0) throw new Error(`object ${key}: not there to be damaged`);
  if (way === 'lost') return undefined;
  if (way === 'emptied') return new Uint8Array();
  if (way === 'cut') return bytes.subarray(0, Math.ceil(bytes.length / 2));
  const flipped = Buffer.from(bytes);
  const place = Math.min(bytes.length - 1, Math.floor(bytes.length * at));
  flipped[place] = (flipped[place] ?? 0) ^ 1;
  return flipped;
}
