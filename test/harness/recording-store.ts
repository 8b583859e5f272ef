import { readFile } from 'node:fs/promises';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import type { CrashPoint } from '../proofs/crash-point.ts';

/** An object as it was written. */
interface Written {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/** A point at which a pull could have died, and what it had written since the point before. */
export interface Mark {
  readonly point: CrashPoint;
  readonly wrote?: Written;
}

/** A store that remembers every write and listing, in order. */
export function recordingStore(store: ObjectStore): { readonly store: ObjectStore; readonly marks: Mark[] } {
  const marks: Mark[] = [];
  const count = { writes: 0, lists: 0 };
  return {
    marks,
    store: {
      ...store,
      async put(key, body, expected) {
        const number = ++count.writes;
        marks.push({ point: { at: 'before a write', number } });
        const bytes = 'file' in body ? await readFile(body.file) : body;
        const written = await store.put(key, body, expected);
        marks.push({ point: { at: 'after a write', number }, wrote: { key, bytes } });
        return written;
      },
      async *list(prefix, after) {
        const number = ++count.lists;
        marks.push({ point: { at: 'before a listing', number } });
        try {
          yield* store.list(prefix, after);
        } finally {
          // Also where the reader has seen enough.
          marks.push({ point: { at: 'after a listing', number } });
        }
      },
    },
  };
}

/** What a store outside of the process holds when the process dies at a point: what it had before, and what got through until then. */
export function heldAt(
  before: ReadonlyMap<string, Uint8Array>,
  marks: readonly Mark[],
  point: CrashPoint,
): Map<string, Uint8Array> {
  const held = new Map(before);
  for (const {
    point: { at, number },
    wrote,
  } of marks) {
    if (wrote !== undefined) held.set(wrote.key, wrote.bytes);
    if (at === point.at && number === point.number) return held;
  }
  throw new Error(`no point ${point.at} ${point.number}`);
}
