import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDb } from './duckdb.ts';

/** What turns files into other files: DuckDB, and a local folder for what is under way. */
export interface Engine {
  readonly duckdb: DuckDb;
  /** Local scratch. Files in it are named by `scratchFile` and `scratchFolder`, so that no two uses of an engine meet. */
  readonly workDir: string;
}

/** A path nobody else uses, for a file whose name ends so: `merged.parquet`. */
export function scratchFile({ workDir }: Pick<Engine, 'workDir'>, name: string): string {
  return join(workDir, `${randomUUID()}-${name}`);
}

/** A new folder, for files whose names matter. */
export function scratchFolder({ workDir }: Pick<Engine, 'workDir'>, name: string): Promise<string> {
  return mkdtemp(join(workDir, `${name}-`));
}
