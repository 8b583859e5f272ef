import type { Simulator } from '../../simulator/simulator.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { type Operation, tellingStore } from './telling-store.ts';

/** Calls of a run: to the store by kind, with the bytes it wrote, and upstream. A listing is a call for each page of S3's. */
export type Calls = Readonly<Record<Operation | 'bytesPut' | 'upstream', number>>;

/** Counts what `work` asks of the store it is given, and of upstream. */
export async function countCalls(
  store: ObjectStore,
  simulator: Simulator,
  work: (counted: ObjectStore) => Promise<unknown>,
): Promise<Calls> {
  const calls = { list: 0, download: 0, read: 0, head: 0, put: 0, bytesPut: 0, upstream: 0 };
  const asked = () => [...simulator.requests.values()].reduce((sum, n) => sum + n, 0);
  const before = asked();
  await work(
    tellingStore(store, ({ operation, bytes }) => {
      calls[operation]++;
      calls.bytesPut += bytes;
    }),
  );
  calls.upstream = asked() - before;
  return calls;
}
