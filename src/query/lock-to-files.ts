import type { DuckDb } from '../lake/engine/duckdb.ts';
import { fileList } from '../lake/engine/file-literal.ts';

/**
 * Locks an engine for good: from here on it opens these files and what it spills, and nothing else on this machine or any network;
 * it loads no extension and no stored secret, and no setting can be changed back. What it may open it could also write:
 * statements that do are for `readOnly` to refuse.
 */
export async function lockToFiles(duckdb: DuckDb, files: readonly string[]): Promise<void> {
  await duckdb.run(`SET allowed_paths = ${fileList(files)}`);
  await duckdb.run('SET enable_external_access = false');
  await duckdb.run('SET lock_configuration = true');
}
