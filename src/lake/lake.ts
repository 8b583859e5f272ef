import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestMacro } from '../privacy/digest.ts';
import { type IdentityPolicy, identityMacros } from '../privacy/identity.ts';
import { digestKeyOf } from './digest-key.ts';
import { type DuckDb, type DuckDbOptions, openDuckDb } from './engine/duckdb.ts';
import type { ObjectStore } from './store/object-store.ts';

/** A lake open for writing: where it is, the engine that makes its tables, and a folder for what passes between them. */
export interface Lake {
  readonly store: ObjectStore;
  readonly duckdb: DuckDb;
  /** Local scratch, emptied at `close`. */
  readonly workDir: string;
  /** Key of the hashes that stand for people's words. */
  readonly digestKey: Uint8Array;
  close(): Promise<void>;
}

/** What it takes to read the lake's own tables. */
export type ReadableLake = Pick<Lake, 'store' | 'duckdb' | 'workDir'>;

export interface LakeOptions extends Omit<DuckDbOptions, 'workDir'> {
  /** Key of the digests; by default the one the lake made for itself when it was new. */
  readonly digestKey?: Uint8Array;
  /** @default clear */
  readonly identity?: IdentityPolicy;
}

export async function openLake(store: ObjectStore, options: LakeOptions = {}): Promise<Lake> {
  const digestKey = options.digestKey ?? (await digestKeyOf(store));
  const workDir = await mkdtemp(join(tmpdir(), 'codex-lake-'));
  const duckdb = await openDuckDb({ ...options, workDir });
  for (const macro of [digestMacro(digestKey), ...identityMacros(options.identity ?? 'clear')])
    await duckdb.run(macro);
  return {
    store,
    duckdb,
    workDir,
    digestKey,
    async close() {
      duckdb.close();
      await rm(workDir, { recursive: true, force: true });
    },
  };
}

/** A lake open for reading its own tables; nothing is made in it, not even its key. */
export async function openLakeToRead(
  store: ObjectStore,
): Promise<ReadableLake & { readonly close: () => Promise<void> }> {
  const workDir = await mkdtemp(join(tmpdir(), 'codex-lake-'));
  const duckdb = await openDuckDb({ workDir });
  return {
    store,
    duckdb,
    workDir,
    async close() {
      duckdb.close();
      await rm(workDir, { recursive: true, force: true });
    },
  };
}
