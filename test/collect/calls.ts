import type { ObjectStore } from '../../lambdas/lake/object-store.ts';
import type { Simulator } from '../../simulator/simulator.ts';

/** Calls of a run: to the store by kind, and upstream. */
export type Calls = Readonly<Record<'list' | 'download' | 'read' | 'head' | 'put' | 'upstream', number>>;

/** Counts what `work` asks of the store it is given, and of upstream. */
export async function countCalls(
  store: ObjectStore,
  simulator: Simulator,
  work: (counted: ObjectStore) => Promise<unknown>,
): Promise<Calls> {
  const calls = { list: 0, download: 0, read: 0, head: 0, put: 0, upstream: 0 };
  const asked = () => [...simulator.requests.values()].reduce((sum, n) => sum + n, 0);
  const before = asked();
  await work({
    ...store,
    list(prefix, after) {
      calls.list++;
      return store.list(prefix, after);
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
    put(key, body, expected) {
      calls.put++;
      return store.put(key, body, expected);
    },
  });
  calls.upstream = asked() - before;
  return calls;
}
