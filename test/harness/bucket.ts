import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { s3Store } from '../../src/lake/store/s3-store.ts';
import { BUCKET, startConditionalS3 } from '../lake/store/conditional-s3.ts';

/** An S3 of its own in this process that holds preconditions as S3 does, and stores in a bucket of it by prefix. */
export async function withBucket<T>(
  work: (store: (prefix: string) => ObjectStore, environment: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const s3 = await startConditionalS3();
  try {
    return await work((prefix) => s3Store(BUCKET, prefix, s3.client), s3.environment);
  } finally {
    s3.client.destroy();
    await s3.close();
  }
}

/** Copies a lake, object by object. */
export async function copyObjects(from: ObjectStore, to: ObjectStore): Promise<void> {
  for await (const { key } of from.list('')) {
    await to.put(key, (await from.read(key)) ?? new Uint8Array(), 'absent');
  }
}
