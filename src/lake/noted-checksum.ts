import * as z from 'zod';
import type { Deadline } from '../deadline/deadline.ts';
import type { ObjectStore } from './store/object-store.ts';
import { DamagedObject } from './store/object-store.ts';
import { retryOnConflict } from './store/retry-on-conflict.ts';
import { sha256OfBytes } from './store/sha256.ts';

/**
 * Checksums of small objects nothing else can tell the contents of: the digest key, state of the allowlists. They are noted beside
 * them. Of what changes, before each write, and several are kept: a write that then did not come through leaves what was noted
 * before, and of several writers one wins. Of what is written once, after it, so that a note says that it was there.
 */
export const CHECKSUMS = 'private/checksums/';
const KEPT = 32;
const Note = z.object({ sha256: z.array(z.string()) });

const noteKey = (key: string): string => `${CHECKSUMS}${key}.json`;

/** Notes the checksum of what is about to be written. Writes nothing when it is noted already. */
export function noteChecksum(
  store: ObjectStore,
  key: string,
  bytes: Uint8Array,
  deadline: Pick<Deadline, 'finalSignal'>,
): Promise<void> {
  return retryOnConflict(async () => {
    const there = await store.head(noteKey(key));
    const before = there === undefined ? [] : ((await notedChecksums(store, key)) ?? []);
    const sha256 = sha256OfBytes(bytes);
    if (before.includes(sha256)) return;
    const note = Buffer.from(JSON.stringify({ sha256: [...before, sha256].slice(-KEPT) }));
    await store.put(noteKey(key), note, there ?? 'absent');
  }, deadline);
}

/** The noted checksums of an object; undefined when there are none, as of objects from before they were noted. */
export async function notedChecksums(
  store: ObjectStore,
  key: string,
): Promise<readonly string[] | undefined> {
  const bytes = await store.read(noteKey(key));
  if (bytes === undefined) return undefined;
  try {
    return Note.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))).sha256;
  } catch {
    // A note that cannot be read says nothing; the next write of its object makes it anew.
    return undefined;
  }
}

/** Reads a small object. Throws `DamagedObject` when it is empty, or has none of the checksums that were noted of it. */
export async function readNoted(store: ObjectStore, key: string): Promise<Uint8Array | undefined> {
  let before: string | undefined;
  for (;;) {
    const bytes = await store.read(key);
    if (bytes === undefined) return undefined;
    if (bytes.length === 0) throw new DamagedObject(key, 'is empty');
    const [noted, sha256] = [await notedChecksums(store, key), sha256OfBytes(bytes)];
    if (noted === undefined || noted.includes(sha256)) return bytes;
    // Others may have written it many times between the two reads: then it is another one now.
    if (sha256 === before)
      throw new DamagedObject(key, 'holds other bytes than were written: its SHA-256 differs');
    before = sha256;
  }
}
