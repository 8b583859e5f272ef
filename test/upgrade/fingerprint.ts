import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { DuckDb } from '../../src/lake/engine/duckdb.ts';

/** What a table or view says, short enough to be kept: how many rows, and a hash of all of them and of each column by itself. */
export const Fingerprint = z.object({
  rows: z.number(),
  all: z.string(),
  columns: z.record(z.string(), z.string()),
});
export type Fingerprint = z.infer<typeof Fingerprint>;

/** Fingerprint of a table or view in the given columns. The order of its rows does not count. */
export async function fingerprintOf(
  duckdb: DuckDb,
  name: string,
  columns: readonly string[],
): Promise<Fingerprint> {
  const rows = await duckdb.rows(`SELECT * FROM ${name}`);
  const texts = (of: readonly string[]) =>
    rows.map((row) => JSON.stringify(of.map((column) => row[column] ?? null))).sort();
  return {
    rows: rows.length,
    all: hashOf(texts(columns)),
    columns: Object.fromEntries(columns.map((column) => [column, hashOf(texts([column]))])),
  };
}

function hashOf(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 16);
}
