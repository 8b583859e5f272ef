import { folderStore } from './folder-store.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Options } from './s3-store.ts';
import { s3AddressOf } from './store-location.ts';

/** The store at a location: `s3://bucket/prefix`, or a folder. The AWS SDK is loaded only where it is needed. */
export async function openStore(location: string, options: S3Options = {}): Promise<ObjectStore> {
  const address = s3AddressOf(location);
  if (address === undefined) return folderStore(location);
  const { s3Client, s3Store } = await import('./s3-store.ts');
  return s3Store(address.bucket, address.prefix, s3Client(), options);
}
