import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { relative, resolve } from 'node:path';
import { z } from 'zod';
import { CrashPoint } from './crash-point.ts';

/**
 * A pull in a process of its own that kills itself (SIGKILL: nothing is closed, unlocked or tidied up) at a given point: before
 * the write of an object, which in a folder is when the draft is there and the object is not; right after it; or around a listing.
 * Its one argument is `Order` as JSON. Ends with exit code 0 when the point is never reached.
 */
const Order = z.object({
  /** A folder or an `s3://` address. */
  location: z.string(),
  upstream: z.object({
    apiBase: z.string(),
    rangesBase: z.string(),
    analyticsKey: z.string(),
    complianceKey: z.string(),
    workspaceId: z.string(),
    organizationId: z.string(),
  }),
  pull: z.object({ since: z.string(), now: z.coerce.date() }),
  die: CrashPoint,
});
const { location, upstream, pull, die } = Order.parse(JSON.parse(process.argv[2] ?? ''));

let reached = 0;
function dieAt(at: CrashPoint['at']): void {
  if (at === die.at && ++reached === die.number) process.kill(process.pid, 'SIGKILL');
}

// An object becomes visible by a link or a rename from the scratch folder, and by nothing else.
const { link, rename } = fs;
const isObject = (path: unknown) => {
  const key = relative(resolve(location), String(path));
  return !key.startsWith('.');
};
fs.link = async (from, to) => {
  if (isObject(to)) dieAt('before a write');
  return link(from, to);
};
fs.rename = async (from, to) => {
  if (isObject(to)) dieAt('before a write');
  return rename(from, to);
};
syncBuiltinESMExports();

// Loaded only now, with the changed functions.
const { openStore } = await import('../../src/lake/store/open-store.ts');
const { pullInto, withLake } = await import('../harness/pull-fixture.ts');

const store = await openStore(location);
await withLake(
  {
    ...store,
    async put(key, body, expected) {
      if (store.folder === undefined) dieAt('before a write');
      const written = await store.put(key, body, expected);
      dieAt('after a write');
      return written;
    },
    async *list(prefix, after) {
      dieAt('before a listing');
      try {
        yield* store.list(prefix, after);
      } finally {
        // Also where the reader has seen enough.
        dieAt('after a listing');
      }
    },
  },
  (lake) => pullInto(lake, upstream, pull),
);
