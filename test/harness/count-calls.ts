import { stat } from 'node:fs/promises';
import type { Simulator } from '../../simulator/simulator.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';

/** Calls of a run: to the store by kind, with the bytes it wrote, and upstream. A listing is a call for each page of S3's. */
export type Calls = Readonly<
  Record<'list' | 'download' | 'read' | 'head' | 'put' | 'bytesPut' | 'upstream', number>
>;

/** Keys a page of S3's listings has. */
const PAGE = 1000;

/** Counts what `work` asks of the store it is given, and of upstream. */
export async function countCalls(
  store: ObjectStore,
  simulator: Simulator,
  work: (counted: ObjectStore) => Promise<unknown>,
): Promise<Calls> {
  const calls = { list: 0, download: 0, read: 0, head: 0, put: 0, bytesPut: 0, upstream: 0 };
  const asked = () => [...simulator.requests.values()].reduce((sum, n) => sum + n, 0);
  const before = asked();
  await work({
    ...store,
    async *list(prefix, after) {
      calls.list++;
      let keys = 0;
      for await (const object of store.list(prefix, after)) {
        if (++keys % PAGE === 1 && keys > 1) calls.list++;
        yield object;
      }
    },
    download(key, file) {
      calls.download++;
      return store.download(key, file);
    },
    read(key, range) {
      calls.read++;
      return store.read(key, range);
    },
    head(key) {
      calls.head++;
      return store.head(key);
    },
    async put(key, body, expected) {
      calls.put++;
      calls.bytesPut += body instanceof Uint8Array ? body.byteLength : (await stat(body.file)).size;
      return store.put(key, body, expected);
    },
  });
  calls.upstream = asked() - before;
  return calls;
}
