import { S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import type { ObjectStore } from '../../lambdas/lake/object-store.ts';
import { s3Store } from '../../lambdas/lake/s3-store.ts';

/** An S3 of its own in this process, and stores in a bucket of it by prefix. */
export async function withBucket<T>(
  work: (store: (prefix: string) => ObjectStore) => Promise<T>,
): Promise<T> {
  const server = await startFauxqs({ port: 0, logger: false });
  const { bucketName } = server.createBucket('lake');
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  try {
    return await work((prefix) => s3Store(bucketName, prefix, client));
  } finally {
    client.destroy();
    await server.stop();
  }
}

/** Copies a lake, object by object. */
export async function copyObjects(from: ObjectStore, to: ObjectStore): Promise<void> {
  for await (const { key } of from.list('')) {
    await to.put(key, (await from.read(key)) ?? new Uint8Array(), 'absent');
  }
}
