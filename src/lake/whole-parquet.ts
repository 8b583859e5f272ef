import { readFile } from 'node:fs/promises';
import type { Engine } from './engine/engine.ts';
import { fileLiteral } from './engine/file-literal.ts';
import { checkParquet, type ParquetCheck } from './engine/parquet-seal.ts';
import { DamagedObject } from './store/object-store.ts';

/** A local copy of a Parquet object. */
export interface ParquetCopy {
  readonly key: string;
  readonly file: string;
}

/**
 * Runs what reads local copies of Parquet objects, once their bytes are known to be what was written. Throws `DamagedObject` of
 * the one that is not: also of one from before objects carried checksums, when what reads it stops at it.
 */
export async function withWholeParquet<T>(
  engine: Pick<Engine, 'duckdb'>,
  copies: readonly ParquetCopy[],
  work: () => Promise<T>,
): Promise<T> {
  const unsealed: ParquetCopy[] = [];
  for (const copy of copies) {
    const { problem, isSealed } = await checkFile(copy.file);
    if (problem !== undefined) throw new DamagedObject(copy.key, problem);
    if (!isSealed) unsealed.push(copy);
  }
  try {
    return await work();
  } catch (error) {
    for (const { key, file } of unsealed) {
      const problem = await readingProblem(engine, file);
      if (problem !== undefined) throw new DamagedObject(key, problem, { cause: error });
    }
    throw error;
  }
}

/** The same of a single copy, every byte of it read, also of one from before objects carried checksums. */
export async function requireWholeParquet(
  engine: Pick<Engine, 'duckdb'>,
  { key, file }: ParquetCopy,
): Promise<void> {
  const problem = await parquetProblem(engine, file);
  if (problem !== undefined) throw new DamagedObject(key, problem);
}

/** What is wrong with a local copy of a Parquet object, every byte of it read; undefined when nothing is. */
export async function parquetProblem(
  engine: Pick<Engine, 'duckdb'>,
  file: string,
): Promise<string | undefined> {
  const { problem, isSealed } = await checkFile(file);
  return problem ?? (isSealed ? undefined : await readingProblem(engine, file));
}

async function checkFile(file: string): Promise<ParquetCheck> {
  return checkParquet(await readFile(file));
}

/** Reads every row group of every column. */
async function readingProblem({ duckdb }: Pick<Engine, 'duckdb'>, file: string): Promise<string | undefined> {
  try {
    await duckdb.rows(
      `SELECT bit_xor(hash(r)) FROM read_parquet(${fileLiteral(file)}, hive_partitioning = false) r`,
    );
    return undefined;
  } catch {
    return 'cannot be read as Parquet';
  }
}
