import { rm } from 'node:fs/promises';
import { DIGEST_KEY, readDigestKey } from '../../lake/digest-key.ts';
import { scratchFile } from '../../lake/engine/engine.ts';
import { footerOf } from '../../lake/engine/parquet-footer.ts';
import type { ReadableLake } from '../../lake/lake.ts';
import { readNoted } from '../../lake/noted-checksum.ts';
import type { ObjectStore, StoredObject } from '../../lake/store/object-store.ts';
import { DamagedObject } from '../../lake/store/object-store.ts';
import { parquetProblem } from '../../lake/whole-parquet.ts';
import { JOURNAL } from '../../lake/write/journal.ts';
import { readRaw } from '../../lake/write/read-raw.ts';

export const isOriginal = (key: string): boolean => /^(raw|quarantine)\//.test(key);
const isParquet = (key: string): boolean => key.endsWith('.parquet');
const isJson = (key: string): boolean => key.endsWith('.json');

/**
 * What is wrong with an object, every byte of it read; undefined when nothing is, or when it is another version by now. `sha256`
 * is that of an original's contents, where it is known.
 */
export async function objectProblem(
  lake: ReadableLake,
  { key, size, etag }: StoredObject,
  sha256?: string,
): Promise<string | undefined> {
  if (size === 0) return 'is empty';
  const file = scratchFile(lake, 'checked');
  try {
    if (isOriginal(key) || key.startsWith(JOURNAL)) await readRaw(lake.store, key, file, sha256);
    else if (isParquet(key)) {
      const read = await lake.store.download(key, file);
      return read?.etag === etag ? await parquetProblem(lake, file) : undefined;
    } else if (key === DIGEST_KEY) await readDigestKey(lake.store);
    else if (isJson(key)) {
      const bytes = await readNoted(lake.store, key);
      if (bytes !== undefined) JSON.parse(Buffer.from(bytes).toString('utf8'));
    }
    return undefined;
  } catch (error) {
    // One that changed meanwhile is looked at in its new version by the next who looks.
    if (!(error instanceof DamagedObject || error instanceof SyntaxError)) throw error;
    const now = await lake.store.head(key);
    if (now?.etag !== etag) return undefined;
    return error instanceof DamagedObject ? error.problem : 'cannot be read as JSON';
  } finally {
    await rm(file, { force: true });
  }
}

/** Up to this size an object is read whole when it is new: the ledger, coverage, lists, most days. */
const SMALL_BYTES = 1 << 20;

/** What is wrong with an object that is new or changed, as far as a little reading tells: of large tables the footer alone. */
export function problemAtAGlance(
  lake: ReadableLake,
  object: StoredObject,
  sha256?: string,
): Promise<string | undefined> {
  return isParquet(object.key) && object.size > SMALL_BYTES
    ? footerProblem(lake, object)
    : objectProblem(lake, object, sha256);
}

async function footerProblem(lake: ReadableLake, object: StoredObject): Promise<string | undefined> {
  let failure: unknown;
  const read: ObjectStore['read'] = (key, range) =>
    lake.store.read(key, range).catch((error: unknown) => {
      failure = error;
      throw error;
    });
  try {
    await footerOf({ read }, object);
    return undefined;
  } catch {
    if (failure !== undefined) throw failure;
    const now = await lake.store.head(object.key);
    return now?.etag === object.etag ? 'is cut or no Parquet: its footer cannot be read' : undefined;
  }
}
