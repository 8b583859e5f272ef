import { folderStore } from './folder-store.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Options } from './s3-store.ts';

/** The store at a location: `s3://bucket/prefix`, or a folder. The AWS SDK is loaded only where it is needed. */
export async function openStore(location: string, options: S3Options = {}): Promise<ObjectStore> {
  const s3 = /^s3:\/\/([^/]+)\/?(.*)$/.exec(location);
  if (s3 === null) return folderStore(location);
  const { s3Client, s3Store } = await import('./s3-store.ts');
  return s3Store(s3[1] ?? '', s3[2] ?? '', s3Client(), options);
}
