import { stat } from 'node:fs/promises';
import type { ObjectStore } from '../../lambdas/lake/object-store.ts';

/** What was asked of a store, as S3 charges for it: writes and listings, reads and looks. */
export interface Meter {
  write: number;
  read: number;
  /** Bytes written. */
  bytes: number;
}

/** Keys a page of S3's listings has. */
const PAGE = 1000;

export function meteredStore(store: ObjectStore, meter: Meter): ObjectStore {
  return {
    ...store,
    head(key) {
      meter.read++;
      return store.head(key);
    },
    read(key, range) {
      meter.read++;
      return store.read(key, range);
    },
    download(key, file) {
      meter.read++;
      return store.download(key, file);
    },
    async put(key, body, expected) {
      meter.write++;
      meter.bytes += body instanceof Uint8Array ? body.byteLength : (await stat(body.file)).size;
      return store.put(key, body, expected);
    },
    async *list(prefix, after) {
      let keys = 0;
      for await (const object of store.list(prefix, after)) {
        if (keys++ % PAGE === 0) meter.write++;
        yield object;
      }
      if (keys === 0) meter.write++;
    },
  };
}
