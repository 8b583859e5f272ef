import { stat } from 'node:fs/promises';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';

export type Operation = 'list' | 'download' | 'read' | 'head' | 'put';

/** A call to a store. */
export interface StoreCall {
  readonly operation: Operation;
  /** Key of the object, or prefix of a listing. */
  readonly key: string;
  /** What a put writes; 0 for all others. */
  readonly bytes: number;
}

/** Keys a page of S3's listings has. */
const PAGE = 1000;

/** A store that tells of each call before it makes it. A listing is a call for each page of S3's. */
export function tellingStore(store: ObjectStore, tell: (call: StoreCall) => void): ObjectStore {
  return {
    ...store,
    async *list(prefix, after) {
      const page = { operation: 'list', key: prefix, bytes: 0 } as const;
      tell(page);
      let keys = 0;
      for await (const object of store.list(prefix, after)) {
        if (++keys % PAGE === 1 && keys > 1) tell(page);
        yield object;
      }
    },
    download(key, file) {
      tell({ operation: 'download', key, bytes: 0 });
      return store.download(key, file);
    },
    read(key, range) {
      tell({ operation: 'read', key, bytes: 0 });
      return store.read(key, range);
    },
    head(key) {
      tell({ operation: 'head', key, bytes: 0 });
      return store.head(key);
    },
    async put(key, body, expected) {
      const bytes = body instanceof Uint8Array ? body.byteLength : (await stat(body.file)).size;
      tell({ operation: 'put', key, bytes });
      return store.put(key, body, expected);
    },
  };
}
