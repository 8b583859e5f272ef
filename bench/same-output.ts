import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { literal, openDuckDb } from '../src/lake/engine/duckdb.ts';

/** Throws where a contender's Parquet has not the rows and the columns that bare COPY makes of the same logs. */
export async function requireSameOutput(bareCopy: string, other: string): Promise<void> {
  const workDir = await mkdtemp(join(tmpdir(), 'codex-lake-bench-'));
  const duckdb = await openDuckDb({ workDir });
  const shapeOf = async (file: string) => {
    const columns = await duckdb.rows(`DESCRIBE FROM read_parquet(${literal(file)})`);
    const [counted] = await duckdb.rows(
      `SELECT count(*)::DOUBLE AS rows FROM read_parquet(${literal(file)})`,
    );
    return `${counted?.rows} rows of ${columns
      .map((column) => column.column_name)
      .sort()
      .join(', ')}`;
  };
  try {
    const [wanted, made] = [await shapeOf(bareCopy), await shapeOf(other)];
    if (made !== wanted) throw new Error(`${other}: ${made}; bare COPY made ${wanted}`);
  } finally {
    duckdb.close();
    await rm(workDir, { recursive: true });
  }
}
