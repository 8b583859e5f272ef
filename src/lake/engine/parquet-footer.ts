import { type FileMetaData, parquetMetadataAsync } from 'hyparquet';
import type { ObjectStore, StoredObject } from '../store/object-store.ts';

/** The footer of a Parquet object: a few kilobytes are read, whatever its size. */
export function footerOf(store: Pick<ObjectStore, 'read'>, object: StoredObject): Promise<FileMetaData> {
  return parquetMetadataAsync({
    byteLength: object.size,
    async slice(start, end = object.size) {
      const bytes = await store.read(object.key, { start, end });
      return new Uint8Array(bytes ?? []).buffer;
    },
  });
}
