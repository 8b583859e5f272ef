import { type DuckDb, identifier } from '../lake/engine/duckdb.ts';

/** A view as the engine needs to know it. */
export interface ViewSql {
  readonly name: string;
  /** One SELECT. */
  readonly sql: string;
}

/**
 * Makes views known to DuckDB under their names; what they read has to be there already. Those of the names `kept` are answered
 * now, once, and kept as tables: for small ones that many questions to come join, as an engine answers a view anew each time.
 */
export async function registerViews(
  duckdb: DuckDb,
  views: readonly ViewSql[],
  kept: readonly string[] = [],
): Promise<void> {
  for (const { name, sql } of views) {
    const as = kept.includes(name) ? 'TABLE' : 'VIEW';
    await duckdb.run(`CREATE OR REPLACE ${as} ${identifier(name)} AS ${sql}`);
  }
}
