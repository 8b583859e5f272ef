import { randomUUID } from 'node:crypto';
import { type ObjectStore, WriteConflict } from '../lake/store/object-store.ts';
import { overwrite } from '../lake/store/overwrite.ts';
import { type Finding, finding, ok, problem } from './finding.ts';

/** Replaces itself at each check; not below any table's prefix. */
const PROBE = 'private/doctor-probe';

/** Whether the lake can be read and written, and refuses a write that expects something else than is there: all rests on that. */
export function checkLake(store: ObjectStore): Promise<readonly Finding[]> {
  const check = 'lake';
  const todo = store.location.startsWith('s3://')
    ? 'check the bucket, the region, and that the profile may read and write it and use its KMS keys'
    : 'check that the folder can be written, or name another with --lake';
  return finding(check, todo, async () => {
    const body = Buffer.from(randomUUID());
    const written = await overwrite(store, PROBE, body);
    const read = await store.read(PROBE);
    if (read === undefined || !body.equals(read))
      return problem(check, `${store.location} does not give back what was written`, todo);
    if (await overwrites(store))
      return problem(
        check,
        `${store.location} ignores preconditions: writers would overwrite each other unseen`,
        'keep the lake in Amazon S3 or in a folder; this store has no conditional writes (If-Match, If-None-Match)',
      );
    return ok(check, `${store.location} can be read and written, with preconditions (${written.size} bytes)`);
  });
}

async function overwrites(store: ObjectStore): Promise<boolean> {
  try {
    await store.put(PROBE, Buffer.from(randomUUID()), 'absent');
    return true;
  } catch (error) {
    if (error instanceof WriteConflict) return false;
    throw error;
  }
}
