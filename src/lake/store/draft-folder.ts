import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { newOwner, type OwnerLock, removeIfAbandoned } from './owner-lock.ts';

/** Drafts of no owner that can be asked are left alone for so long; a draft is written in seconds. */
const OLD_MS = 24 * 60 * 60 * 1000;
/** What one start removes at most; the next one goes on. */
const MOST_AT_ONCE = 500;

/** Where a store in a folder keeps what is half written: `drafts` in one folder, locks of their owners in the other. */
export interface DraftFolder {
  /** Gives `work` the path of a new file of its own, which is gone afterwards. */
  withDraft<T>(work: (draft: string) => Promise<T>): Promise<T>;
}

/**
 * Drafts are named after their owner, which lives as long as its lock is held: while it has drafts. What a killed process left
 * behind is removed before the first draft is made.
 */
export function draftFolder(drafts: string, owners: string): DraftFolder {
  let prepared: Promise<void> | undefined;
  let owner: OwnerLock | undefined;
  let underWay = 0;

  async function prepare(): Promise<void> {
    try {
      await mkdir(drafts, { recursive: true });
      await mkdir(owners, { recursive: true });
      await removeAbandonedDrafts(drafts, owners);
    } catch (error) {
      prepared = undefined;
      throw error;
    }
  }

  return {
    async withDraft(work) {
      underWay++;
      let draft: string | undefined;
      try {
        prepared ??= prepare();
        await prepared;
        owner ??= newOwner(owners);
        draft = join(drafts, `${basename(owner.file)}.${randomUUID()}`);
        return await work(draft);
      } finally {
        if (draft !== undefined) await rm(draft, { force: true });
        if (--underWay === 0) {
          owner?.release();
          owner = undefined;
        }
      }
    },
  };
}

/** Never fails: what cannot be removed now is the next start's. */
async function removeAbandonedDrafts(drafts: string, owners: string): Promise<void> {
  const left = (await namesIn(drafts)).slice(0, MOST_AT_ONCE);
  const ownerOf = (name: string) => name.split('.')[0] ?? '';
  const known = new Set((await namesIn(owners)).slice(0, MOST_AT_ONCE));
  for (const name of known) {
    const file = join(owners, name);
    const remove = async () => {
      for (const draft of left) if (ownerOf(draft) === name) await rm(join(drafts, draft), { force: true });
      await rm(file, { force: true });
    };
    await removeIfAbandoned(file, remove).catch(() => false);
  }
  for (const name of left) if (!known.has(ownerOf(name))) await removeIfOld(join(drafts, name));
}

/** Without a lock there is nobody to ask: an earlier version's, or of a folder that was copied. */
async function removeIfOld(file: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs > OLD_MS) await rm(file, { recursive: true, force: true });
  } catch {
    // Somebody else removed it, or may.
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
